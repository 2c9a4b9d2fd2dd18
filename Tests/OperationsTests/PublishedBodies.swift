/// The response bodies of the provider's pages, word for word, commas before closing brackets and blanks included.
enum Published {
  static let payout200 = """
    {
      "initiateAuthGenericFundTransferAPIResp": {
        "metaData": {
             "status": "SUCCESS",
             "message": "fundTransfer successfully processed",
             "version": "v1",
             "time": "2025-02-25T06:42:43.469Z",
         },
        "resourceData": {
             "status": "ACPT",
             "transactionReferenceNo": "505914786331",
             "transactionID": "TERF920898",
             "beneficiaryName": "ABC"
         }
       },
    "statuss": "SUCCESS",
    "message": "fundTransfer successfully processed",
    "value": ""\u{20}\u{20}
    }
    """
  static let payout403 = """
    {
      "status": "ERROR",
      "subCode": "403",
      "message": "APIs not enabled. Please reach out to care@AOP.com"
    }
    """
  static let payout409 = """
    {
      "status": "ERROR",
      "subCode": "409",
      "message": "Beneficiary Id already exists"
    }
    """
  static let payout412 = """
    {
      "status": "ERROR",
      "subCode": "412",
      "message": "Post data is empty or not a valid JSON"
    }
    """
  static let payout422 = """
    {
      "status": "ERROR",
      "subCode": "422",
      "message": "Please provide a valid Bank IFSC code."
    }
    """
  static let recharge200 = """
    {
      "response_code": 1,
      "status": true,
      "data": {
        "txnid": "6469",
        "operatorname": "ICICI Bank",
        "canumber": "DL10CG6228",
        "amount": "1",
        "comm": "0.00",
        "tds": "0.00",
        "status": "1",
        "refid": "12345678",
        "operatorid": "MockLazYafrYZ7",
        "dateadded": "2021-08-20 15:41:08",
        "refunded": "0",
        "refundtxnid": "",
        "daterefunded": null
      },
      "message": "Transaction Enquiry Successful"
    }
    """
  static let recharge401 = """
    {
      "status": false,
      "response_code": 7,
      "message": "Invalid signature encoding"
    }
    """
  static let panStatus200 = """
    {
      "status": true,
      "response_code": 1,
      "message": "Application is under process at NSDL eGOV"
    }
    """
  static let panStatus401 = """
    {
      "status": "Failed",
      "message": "Duplicate RefID"
    }
    """
  static let panNew200 = """
    {
      "status": true,
      "response_code": 1,
      "data": {
        "url": "https://AOP.in/service-api/api/v1/service/pan/V2/validateurl",
        "encdata": "n3yEinKO0yaElP8WUZJ4L124mUzFx+k3wbihZ5Z98DXdzHxaERtOp0MXtqI3p5ydzjnTKyAbHOTr1nVmByHAu4CIk7Ncey\
    +QbWPB27a6j5OLJ9JJp53p/c0BOrz8Xu05"
      },
      "message": "Encdata Successfully Generated"
    }
    """
  static let panNew401 = """
    {
      "response_code": 6,
      "status": false,
      "message": "Authentication failed"
    }
    """
  static let transfer200 = """
    {
      "status": true,
      "response_code": 1,
      "message": "OTP has been send to the remitter mobile number.",
      "stateresp": "465185569",
      "Status": "True",
      "Value": "OTP has been send to the remitter mobile number."
    }
    """
  static let transfer202 = """
    {
      "status": false,
      "response_code": 0,
      "stateresp": "b3c1e519-cf15-4145-8c26-c3d03e9d2f00",
      "message": "Remitter not registered OTP sent for new registration."
    }
    """
  static let transfer401 = """
    {
      "response_code": 11,
      "status": false,
      "message": "Authentication failed"
    }
    """
}
