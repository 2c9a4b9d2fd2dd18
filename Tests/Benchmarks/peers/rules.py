"""Five of the program's field rules as regular expressions: what an analyst would write to check a sheet."""

WORD = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"

# A column's name, and what a good cell of it looks like.
RULES = {
    "accountNumber": r"^[A-Za-z0-9]{5,35}$",
    "amount": r"^\+?(?:(?:₹|Rs\.?|INR) ?)?"
              r"(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3})"
              r"(?:\.[0-9]{1,2})?(?: ?(?:INR|/-))?$",
    "beneficiaryIFSC": r"^[A-Za-z]{4}0[A-Za-z0-9]{6}$",
    # An empty one is fine; WHATWG's pattern, with a dot in the domain.
    "emailID": rf"^$|^[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{WORD}(?:\.{WORD})+$",
    "mobileNo": r"^(?:\+91|0091|91|0)?[6-9][0-9]{9}$",
}
