import Sheet

// The policy, and approvals that are not good or not enough.
extension Failure {
  @Sentences var aboutPolicy: [String] {
    switch code {
    case .policyMissing:
      "The policy is named as \(self[.path]), and there is none. Without it nobody knows who has to approve."
      "Put it there, or correct the name."
    case .policyMode:
      "Others than its owner can change \(self[.path])\(deciding)."
      "Look that it is as it should be, then close it: `chmod go-w \(self[.path])`."
    case .policyOwner:
      "\(self[.path]) belongs to the user with the number \(self[.otherName]), who can change it\(deciding)."
      "Look that it is as it should be, then give it to root: `chown root \(self[.path])`; or keep such files where only root "
        + "can write, as in /etc/aopbatch."
    case .policyFolder:
      "Everybody may put files into \(self[.path])\(deciding)."
      "Keep such files where only root can write, as in /etc/aopbatch: `mv \(self[.name]) /etc/aopbatch/`, and correct where "
        + "it is named."
    case .policyValue:
      self[.name].isEmpty
        ? "The policy \(self[.path]) is not one JSON object."
        : "The policy \(self[.path]) has something under \"\(self[.name])\" that cannot stand there."
      "Write it as in \(policyForm)."
    case .policyUnknown:
      "The policy \(self[.path]) has \"\(self[.name])\", which is not known."
      "Correct it; known are \(self[.names])."
    case .policyTwice:
      "The policy \(self[.path]) has \"\(self[.name])\" more than once."
      "Delete one of them."
    case .policyBands:
      "The bands of the policy \(self[.path]) do not rise: number \(self[.count]) is the first that is wrong."
      "Each needs a higher \"upTo\" than the one before it, and as many \"signatures\" or more; the last one has no \"upTo\"."
    case .policySigners:
      "The policy \(self[.path]) asks for signatures, and does not say whose."
      "Name the file of those who may sign, as in {\"allowedSigners\": \"/etc/aopbatch/allowed_signers\"}; without "
        + "\"bands\" every payment needs one signature."
    default: []
    }
  }

  /// What hangs on a file or folder that is not the policy's file itself.
  private var deciding: String {
    self[.path] == self[.name]
      ? ", which decides what may be paid" : ", and with it \(self[.name]), which decides what may be paid"
  }

  /// How that is written which stands under a key of a policy.
  private var policyForm: String {
    switch self[.name] {
    case "bands": #"{"bands": [{"upTo": "50000.00", "signatures": 0}, {"signatures": 1}]}"#
    case "upTo", "maxAmount", "maxTotal": "{\"\(self[.name])\": \"50000.00\"}, rupees in quotes"
    case "validHours": #"{"validHours": 24}, from 1 to 720"#
    case "makerMaySign", "strictIfsc": "{\"\(self[.name])\": true} or false"
    case "makers": #"{"makers": {"asha": "asha@firm.in"}}: users of this machine, and their names as signers"#
    case "allowedSigners", "revokedKeys": "{\"\(self[.name])\": \"/etc/aopbatch/…\"}, from the root of the file system"
    case "": #"{"allowedSigners": "/etc/aopbatch/allowed_signers", "bands": [{"signatures": 1}]}"#
    default: "{\"\(self[.name])\": 1}, from 0 to 10"
    }
  }

  @Sentences var aboutApproval: [String] {
    switch code {
    case .approvalText:
      "\(self[.path]) is no text that asks for an approval, or was changed: line \(self[.row]) is the first that is wrong. "
        + "Nothing was sent."
      "Take the file as it was written, or ask for a new approval."
    case .approvalFile:
      "\(self[.path]) cannot be read: \(self[.cause]). Nothing was sent."
      "Give the file of the approval or signature, which has at most 64 KiB."
    case .approvalSignature:
      "\(self[.path]) is no signature of ssh-keygen. Nothing was sent."
      "Give the file that `ssh-keygen -Y sign` wrote: for FILE it is FILE.sig."
    case .approvalNamespace:
      "The signature \(self[.path]) was made for \"\(self[.name])\", not for \"\(self[.expected])\". Nothing was sent."
      "Sign with `ssh-keygen -Y sign -n \(self[.expected]) -f KEY FILE`."
    case .approvalUnknownKey, .approvalPattern, .approvalUnfitKey, .approvalRevoked, .approvalOtherText: aboutSignature
    case .approvalByMaker, .approvalSamePerson, .approvalMissing, .approvalMaker: aboutApprovers
    case .approvalNoKeygen:
      "There is no \(self[.path]), without which no signature can be looked at. Nothing was sent."
      "Install it: on Debian and Ubuntu it is in the package openssh-client."
    case .approvalKeygen:
      "\(self[.path]) could not look at the signatures: \(self[.cause]). Nothing was sent."
      "Try whether `ssh-keygen -Y verify` works on this machine, and try again."
    default: aboutRequest
    }
  }

  @Sentences private var aboutRequest: [String] {
    switch code {
    case .approvalNoPolicy:
      "There is no policy, neither \(self[.path]) nor one that the config file names: nobody knows whose signature counts. "
        + "Nothing was sent."
      "Leave --approval out, or let root write a policy."
    case .approvalDiffers:
      "What was approved in \(self[.path]) is not what would be done now: \(self[.names]) would be different. Nothing was sent."
      "Make a new text with --approval-request, compare the two, and have it signed."
    case .approvalExpired:
      "The approval \(self[.path]) is good until \(self[.moment]), which is over, or later than the policy lets it be. "
        + "Nothing was sent."
      "Make a new text with --approval-request, and have it signed."
    case .approvalClock:
      "The ledger's newest entry is of \(self[.moment]), and this machine's clock is before that: nobody can tell whether the "
        + "approval is still good. Nothing was sent."
      "Set the clock right. If it is right, another one was wrong when that entry was made: whatever is recorded next with a right "
        + "one, such as a payment that needs no approval, or a decision, takes its place."
    case .approvalHead:
      "The approval \(self[.path]) was made with another ledger than this one, or with a newer state of it. Nothing was sent."
      "Use the ledger that it was made with, or make a new text with --approval-request."
    case .approvalUsed:
      "This approval was used before, and is good for once. Nothing was sent."
      "Look at `aopbatch journal` for what was done with it; for anything else make a new text with --approval-request."
    case .approvalPolicy:
      "The batch was begun under another policy than \(self[.path]), which holds on this machine, or would. Nothing was sent."
      "Let root put the same policy on all machines that send together."
    case .approvalLimit:
      "This is more than the policy \(self[.path]) lets anybody pay: \(self[.name]) is ₹\(self[.limit]). Nothing was sent."
      "Pay less at a time, or let root change the policy."
    default: []
    }
  }

  @Sentences private var aboutSignature: [String] {
    switch code {
    case .approvalUnknownKey:
      "The signature \(self[.path]) is by a key that is not in \(self[.name]). Nothing was sent."
      "Let somebody sign who is allowed to, or let root add the key there."
    case .approvalPattern:
      "The key of the signature \(self[.path]) has the name \"\(self[.name])\" in \(self[.otherName]), which may be anybody. "
        + "Nothing was sent."
      "Let root write each person's own name there."
    case .approvalUnfitKey:
      "The signature \(self[.path]) is good, but \(self[.otherName]) does not let the key of \(self[.name]) approve now "
        + "(\(self[.cause])). Nothing was sent."
      "Let somebody sign who is allowed to, or let root correct the line."
    case .approvalRevoked:
      "The signature \(self[.path]) is by a key of \(self[.name]) that \(self[.otherName]) revokes, or that file cannot be "
        + "understood. Nothing was sent."
      "Let somebody sign with a key that is still good; if it should be good, have that file looked at."
    case .approvalOtherText:
      "The signature \(self[.path]) is not of this approval's text (\(self[.cause])). Nothing was sent."
      "Give the text that was signed, byte for byte, or have this one signed."
    default: []
    }
  }

  @Sentences private var aboutApprovers: [String] {
    switch code {
    case .approvalByMaker:
      "\(signaturesThere): \(self[.path]) is by \(self[.name]), who makes this payment, and does not count. Nothing was sent."
      "Let somebody else sign."
    case .approvalSamePerson:
      "\(signaturesThere): \(self[.path]) by \(self[.name]) is the same person's or the same key's as \(self[.otherName]), and "
        + "does not count. Nothing was sent."
      "Let somebody else sign."
    case .approvalMissing:
      "\(signaturesThere). Nothing was sent."
      "Let those sign who may and have not: `ssh-keygen -Y sign -n aopbatch-approve -f KEY FILE` makes FILE.sig."
    case .approvalMaker:
      "The policy \(self[.path]) does not say who the user \(self[.name]) is among those who sign, so that nobody can tell "
        + "whether one person makes and approves. Nothing was sent."
      "Let root add it there, as in {\"makers\": {\"\(self[.name])\": \"asha@firm.in\"}}."
    default: []
    }
  }

  /// `2 signatures are needed, and 1 counts`
  private var signaturesThere: String {
    let needed = self[.expected] == "1" ? "1 signature is needed" : "\(self[.expected]) signatures are needed"
    switch self[.count] {
    case "0": return "\(needed), and none counts"
    case "1": return "\(needed), and 1 counts"
    default: return "\(needed), and \(self[.count]) count"
    }
  }
}
