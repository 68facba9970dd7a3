"""Text as the recognizers see it: normal form, words, lines, numbers, dates, and where patterns may match."""
