import TestSupport

/// Values as careful people write them: valid, and nothing to be warned of.
struct GoodCells {
  let directory: Directory
  private static let names = [
    "Asha Rao", "Test Vendor", "M/s. Shree Ganesh Traders (Pune)", "Vikram Shetty", "O'Neill Anita", "K. R. Iyer",
    "ABC_Engg-Works", "Md Irfan Khan", "Priya S", "Lakshmi Narayanan Venkataraman",
  ]

  func cell(_ kind: Kind, _ generator: inout SeededGenerator) -> String {
    switch kind {
    case .account: account(&generator)
    case .amount: amount(&generator)
    case .mode: generator.pick(["NEFT", "IMPS"])
    case .ifsc: generator.pick(directory.reachable.sorted())
    case .name: generator.pick(Self.names)
    case .mobile: generator.pick(["6", "7", "8", "9"]) + generator.digits(9)
    case .email: generator.pick(["asha.rao@example.com", "pay+1@mail.example.co.in", "x_y@a-b.in"])
    case .reference: generator.pick(["REF7", "TXN", "AOP-", "7"]) + generator.digits(9)
    case .beneficiary: generator.digits(8)
    case .pin: generator.pick(["110045", "400001", "560034", "900123"])
    case .address: generator.pick(["Delhi", "12, M.G. Road, Pune", "H.No 4/56 \"Sai Kripa\", Nashik"])
    case .birth: generator.pick(["20/08/2000", "29/02/1996", "01/01/1975", "31/12/1960"])
    case .latitude: generator.pick(["28.6090", "6", "37.6", "12.9716", "+19.07"])
    case .longitude: generator.pick(["77.2362", "68", "97.5", "+72.8777", "80.0"])
    case .title: generator.pick(["1", "2", "3"])
    case .word: generator.pick(["AOP-554", "value1", "google", "KEY-9081"])
    }
  }

  private func account(_ generator: inout SeededGenerator) -> String {
    let digits = generator.digits(generator.pick([9, 11, 12, 14, 15, 16, 18]))
    return generator.once(in: 8) ? "0" + generator.digits(11) : digits
  }

  private func amount(_ generator: inout SeededGenerator) -> String {
    let rupees = generator.pick([
      generator.number(1...999), generator.number(1000...99_999), generator.number(1...5_00_000),
    ])
    let decimals = rupees == 5_00_000 ? ".00" : ".\(generator.number(10...99))"
    return generator.once(in: 2)
      ? "\(rupees)" : "\(rupees)" + (generator.once(in: 4) ? ".\(generator.number(0...9))" : decimals)
  }
}
