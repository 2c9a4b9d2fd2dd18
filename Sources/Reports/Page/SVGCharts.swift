import Payments

/// How a bar is filled: in black and white too, each kind looks different.
enum Ink: String {
  /// Went well.
  case solid
  /// A definite no.
  case hatched
  /// Nobody knows.
  case dotted
  /// Did not happen.
  case hollow

  /// What the fill is called in a picture's markup.
  var fill: String {
    switch self {
    case .solid: "#1f4e66"
    case .hatched: "url(#hatch)"
    case .dotted: "url(#dots)"
    case .hollow: "#ffffff"
    }
  }
}

/// Horizontal bars: rows and, where there is any, money of each outcome.
struct OutcomeChart {
  struct Bar {
    let label: String
    let total: Total
    let ink: Ink
  }

  private static let width = 680
  private static let lineHeight = 30
  private static let barHeight = 16
  private static let labelWidth = 150

  let bars: [Bar]
  let hasMoney: Bool

  private var height: Int { Self.lineHeight * (bars.count + 1) }
  private var rowsWidth: Int { hasMoney ? 130 : 420 }

  func add(to html: inout HTML) {
    let described = bars.map { "\($0.label): \($0.total.rows.rows())\(money($0).map { ", \($0)" } ?? "")" }
    html.picture(
      "outcomes",
      width: Self.width,
      height: height,
      title: hasMoney ? "Rows and amount by outcome" : "Rows by outcome",
      described
    ) { html in
      addPatterns(to: &html)
      html.label("rows", x: Self.labelWidth, y: 16, .quiet)
      if hasMoney { html.label("amount", x: moneyLeft, y: 16, .quiet) }
      for (index, bar) in bars.enumerated() { add(bar, y: Self.lineHeight * (index + 1), to: &html) }
    }
  }

  private var moneyLeft: Int { Self.labelWidth + rowsWidth + 90 }

  private func money(_ bar: Bar) -> String? {
    hasMoney ? bar.total.grouped : nil
  }

  private func add(_ bar: Bar, y: Int, to html: inout HTML) {
    html.label(bar.label, x: 0, y: y + 13, .strong)
    let rowsMax = Int128(bars.map(\.total.rows).max() ?? 0)
    add(bar, Int128(bar.total.rows), of: rowsMax, rowsWidth, x: Self.labelWidth, y, bar.total.rows.grouped, to: &html)
    guard let words = money(bar) else { return }
    let paiseMax = bars.map(\.total.paise).max() ?? 0
    add(bar, bar.total.paise, of: paiseMax, 140, x: moneyLeft, y, words, to: &html)
  }

  private func add(
    _ bar: Bar,
    _ value: Int128,
    of most: Int128,
    _ width: Int,
    x: Int,
    _ y: Int,
    _ words: String,
    to html: inout HTML
  ) {
    let length = Self.length(value, of: most, width)
    if length > 0 { html.bar(x: x, y: y, width: length, height: Self.barHeight, bar.ink) }
    html.label(words, x: x + length + (length > 0 ? 6 : 0), y: y + 13, value > 0 ? .plain : .quiet)
  }

  /// The length of a bar in whole units; what is more than nothing is seen.
  static func length(_ value: Int128, of most: Int128, _ width: Int) -> Int {
    guard value > 0, most > 0 else { return 0 }
    return max(2, Int(value * Int128(width) / most))
  }

  private func addPatterns(to html: inout HTML) {
    html.element("defs") { html in
      html.pattern("hatch", size: 5) { $0.void("path", ["d": "M0 5L5 0", "stroke": "#3a3a3a", "stroke-width": "1.4"]) }
      html.pattern("dots", size: 4) { $0.void("circle", ["cx": "2", "cy": "2", "r": "1.1", "fill": "#1a1a1a"]) }
    }
  }
}

/// Upright bars: how many requests took how long.
struct LatencyChart {
  private static let width = 680
  private static let barsHeight = 110
  private static let top = 20
  private static let barWidthMax = 84

  let latency: Latency

  func add(to html: inout HTML) {
    let shown = shownBars
    let described = shown.map { "\(Self.name($0).joined(separator: " ")): \(latency.bars[$0].grouped)" }
    let height = Self.top + Self.barsHeight + 36
    html.picture("latency", width: Self.width, height: height, title: "Answered requests by time", described) { html in
      let step = min(Self.width / max(shown.count, 1), Self.barWidthMax)
      let floor = Self.top + Self.barsHeight
      html.void("path", ["d": "M0 \(floor)H\(step * shown.count)", "stroke": "#8a8a8a", "stroke-width": "1"])
      for (place, bar) in shown.enumerated() { add(bar, x: place * step, step, floor, to: &html) }
    }
  }

  /// From the first bar that has something to the last.
  private var shownBars: ClosedRange<Int> {
    let filled = latency.bars.indices.filter { latency.bars[$0] > 0 }
    return (filled.first ?? 0)...(filled.last ?? 0)
  }

  private func add(_ bar: Int, x: Int, _ step: Int, _ floor: Int, to html: inout HTML) {
    let count = latency.bars[bar]
    let most = Int128(latency.bars.max() ?? 0)
    let height = OutcomeChart.length(Int128(count), of: most, Self.barsHeight)
    let middle = x + step / 2
    if height > 0 { html.bar(x: x + 5, y: floor - height, width: step - 10, height: height, .solid) }
    html.label(count.grouped, x: middle, y: floor - height - 5, count > 0 ? .plain : .quiet, isCentred: true)
    for (line, words) in Self.name(bar).enumerated() {
      html.label(words, x: middle, y: floor + 15 + 13 * line, .quiet, isCentred: true)
    }
  }

  /// What a bar is for, and the unit: `200–500`, `ms`.
  private static func name(_ bar: Int) -> [String] {
    let ends = Latency.barMillisecondsMax
    guard bar > 0 else { return ["under \(ends[0])", "ms"] }
    guard bar < ends.count else { return ["over \(ends[bar - 1] / 1000)", "s"] }
    return ends[bar] <= 1000
      ? ["\(ends[bar - 1])–\(ends[bar])", "ms"] : ["\(ends[bar - 1] / 1000)–\(ends[bar] / 1000)", "s"]
  }
}

extension HTML {
  enum LabelStyle: String { case plain, quiet, strong }

  /// A picture that a screen reader reads out as its title and these lines.
  fileprivate mutating func picture(
    _ name: String,
    width: Int,
    height: Int,
    title: String,
    _ lines: [String],
    _ body: (inout HTML) -> Void
  ) {
    let attributes: Attributes = [
      "class": "chart", "role": "img", "viewBox": "0 0 \(width) \(height)", "width": "\(width)", "height": "\(height)",
      "aria-labelledby": "\(name)-title \(name)-words",
    ]
    element("svg", attributes) { html in
      html.element("title", ["id": "\(name)-title"], text: title)
      html.element("desc", ["id": "\(name)-words"], text: lines.joined(separator: "; "))
      body(&html)
    }
  }

  fileprivate mutating func bar(x: Int, y: Int, width: Int, height: Int, _ ink: Ink) {
    void(
      "rect",
      [
        "x": "\(x)", "y": "\(y)", "width": "\(width)", "height": "\(height)", "fill": ink.fill,
        "stroke": ink == .solid ? Ink.solid.fill : "#3a3a3a", "stroke-width": "1",
      ]
    )
  }

  fileprivate mutating func label(_ text: String, x: Int, y: Int, _ style: LabelStyle, isCentred: Bool = false) {
    let anchor = isCentred ? "middle" : "start"
    element("text", ["x": "\(x)", "y": "\(y)", "class": style.rawValue, "text-anchor": anchor], text: text)
  }

  fileprivate mutating func pattern(_ name: String, size: Int, _ body: (inout HTML) -> Void) {
    let attributes: Attributes = [
      "id": name, "width": "\(size)", "height": "\(size)", "patternUnits": "userSpaceOnUse",
    ]
    element("pattern", attributes, body)
  }
}
