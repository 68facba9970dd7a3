"""What is said of somebody that the law protects more (special categories, 要配慮個人情報), and whom it is said of."""
