# Proposals by topic, and by whether their proposers hold a post in a party.
#
#   Rscript schemas/examples/proposals.R out/data proposals.pdf
#
# Writes a plot and prints the table that it shows. Needs R alone, and the CSV files of a run.
given <- commandArgs(TRUE)
folder <- given[1]
plot_file <- if (length(given) > 1) given[2] else "proposals.pdf"

read <- function(name) {
  d <- read.csv(file.path(folder, paste0(name, ".csv")), colClasses = "character", encoding = "UTF-8")
  d[is.na(d)] <- ""
  d
}
proposals <- read("proposals")
titles <- read("titles")

# What is a post in a party: of its committees and groups, or as their secretary.
party <- unique(titles$person_id[grepl("书记|党委|党组|中央委员|民主党派", paste0(titles$organization, titles$position))])

# A list cell holds items parted by ";".
items <- function(cell) strsplit(cell, ";", fixed = TRUE)[[1]]
proposals$party <- vapply(proposals$person_ids, function(p) any(items(p) %in% party), logical(1))

rows <- do.call(rbind, lapply(seq_len(nrow(proposals)), function(i) {
  topics <- items(proposals$topics[i])
  if (length(topics) == 0) topics <- "(none)"
  data.frame(topic = topics, party = proposals$party[i])
}))
counts <- table(factor(rows$party, c(FALSE, TRUE), c("other", "party post")), rows$topic)
counts <- counts[, order(-colSums(counts)), drop = FALSE]

cairo_pdf(plot_file, width = 10, height = 6)
par(mar = c(9, 4, 2, 1))
barplot(counts, las = 2, col = c("grey80", "firebrick"), ylab = "proposals", legend.text = rownames(counts),
        args.legend = list(x = "topright", bty = "n"))
invisible(dev.off())
for (topic in colnames(counts)) cat(topic, counts["other", topic], counts["party post", topic], "\n")
