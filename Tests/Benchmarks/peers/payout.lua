-- What wrk sends: one payout, the same again and again, with the body as the program writes it.
wrk.method = "POST"
wrk.path = "/api/V6/Payout/AOPPayout"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"accountNumber":"40000076543218","amount":"377160.69","transactionType":"NEFT",'
  .. '"beneficiaryIFSC":"HDFC0004233","beneficiaryName":"Meera Thomas","emailID":"meera.thomas@example.com",'
  .. '"mobileNo":"9619185032","registrationID":"bench"}'
