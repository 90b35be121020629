# Titles in kinds of texts that tests/articles has few of.

test_titles() {
    check_floors titles zh-politics
}
