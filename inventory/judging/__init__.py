"""What is said of each file and each place after a scan: risk, what is due, what adds up."""
