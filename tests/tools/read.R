# read.R HOW FILE INTEGER TEXT: rows, the sum of a column, the characters of another, its label.
given <- commandArgs(TRUE)
file <- given[2]
suppressMessages(d <- switch(given[1],
  base = read.csv(file, fileEncoding = "UTF-8-BOM", colClasses = setNames("character", given[4])),
  readr = as.data.frame(readr::read_csv(file, show_col_types = FALSE)),
  jsonl = jsonlite::stream_in(file(file), verbose = FALSE),
  dta = haven::read_dta(file),
  sav = haven::read_sav(file)))
label <- attr(d[[given[4]]], "label")
text <- as.character(d[[given[4]]])
text[is.na(text)] <- ""
cat(nrow(d), format(sum(as.numeric(d[[given[3]]]), na.rm = TRUE), scientific = FALSE), sum(nchar(text)))
if (!is.null(label)) cat("", label)
cat("\n")
