# Quotes of articles of their own.

test_quotes() {
    check_floors quotes zh-quotes
}
