import Payments

/// How a bar is filled, as a picture says it: in black and white too, each kind looks different.
enum Ink: String {
  /// Went well.
  case solid = "#1f4e66"
  /// A definite no.
  case hatched = "url(#hatch)"
  /// Nobody knows.
  case dotted = "url(#dots)"
  /// Did not happen.
  case hollow = "#ffffff"
}

/// Horizontal bars: rows and, where there is any, money of each outcome.
struct OutcomeChart {
  private static let lineHeight = 30
  private static let barHeight = 16
  private static let labelWidth = 150

  let bars: [(label: String, total: Total, ink: Ink)]
  let hasMoney: Bool

  private var rowsWidth: Int { hasMoney ? 130 : 420 }
  private var moneyLeft: Int { Self.labelWidth + rowsWidth + 90 }

  var html: HTML {
    let described = bars.map { "\($0.label): \($0.total.rows.rows())\(hasMoney ? ", \($0.total.grouped)" : "")" }
    let title = hasMoney ? "Rows and amount by outcome" : "Rows by outcome"
    return picture("outcomes", height: Self.lineHeight * (bars.count + 1), title: title, described) {
      element("defs") {
        pattern("hatch", size: 5) { void("path", ["d": "M0 5L5 0", "stroke": "#3a3a3a", "stroke-width": "1.4"]) }
        pattern("dots", size: 4) { void("circle", ["cx": "2", "cy": "2", "r": "1.1", "fill": "#1a1a1a"]) }
      }
      label("rows", x: Self.labelWidth, y: 16, "quiet")
      if hasMoney { label("amount", x: moneyLeft, y: 16, "quiet") }
      for (index, bar) in bars.enumerated() { line(bar.label, bar.total, bar.ink, y: Self.lineHeight * (index + 1)) }
    }
  }

  @HTML private func line(_ name: String, _ total: Total, _ ink: Ink, y: Int) -> HTML {
    let rowsMax = bars.map(\.total.rows).max() ?? 0
    let paiseMax = bars.map(\.total.paise).max() ?? 0
    label(name, x: 0, y: y + 13, "strong")
    let rowsLength = Self.length(Int128(total.rows), of: Int128(rowsMax), rowsWidth)
    self.bar(rowsLength, total.rows.grouped, ink, x: Self.labelWidth, y: y)
    if hasMoney {
      self.bar(Self.length(total.paise, of: paiseMax, 140), total.grouped, ink, x: moneyLeft, y: y)
    }
  }

  @HTML private func bar(_ length: Int, _ words: String, _ ink: Ink, x: Int, y: Int) -> HTML {
    if length > 0 { rectangle(x: x, y: y, width: length, height: Self.barHeight, ink) }
    label(words, x: x + length + (length > 0 ? 6 : 0), y: y + 13, length > 0 ? "plain" : "quiet")
  }

  /// The length of a bar in whole units; what is more than nothing is seen.
  static func length(_ value: Int128, of most: Int128, _ width: Int) -> Int {
    guard value > 0, most > 0 else { return 0 }
    return max(2, Int(value * Int128(width) / most))
  }
}

/// Upright bars: how many requests took how long.
struct LatencyChart {
  private static let barsHeight = 110
  private static let top = 20
  private static let barWidthMax = 84

  let latency: Latency

  var html: HTML {
    let shown = shownBars
    let described = shown.map { "\(Self.name($0).joined(separator: " ")): \(latency.bars[$0].grouped)" }
    let step = min(pictureWidth / max(shown.count, 1), Self.barWidthMax)
    let floor = Self.top + Self.barsHeight
    return picture("latency", height: floor + 36, title: "Answered requests by time", described) {
      void("path", ["d": "M0 \(floor)H\(step * shown.count)", "stroke": "#8a8a8a", "stroke-width": "1"])
      for (place, bar) in shown.enumerated() { self.bar(bar, x: place * step, step, floor) }
    }
  }

  /// From the first bar that has something to the last.
  private var shownBars: ClosedRange<Int> {
    let filled = latency.bars.indices.filter { latency.bars[$0] > 0 }
    return (filled.first ?? 0)...(filled.last ?? 0)
  }

  @HTML private func bar(_ bar: Int, x: Int, _ step: Int, _ floor: Int) -> HTML {
    let count = latency.bars[bar]
    let most = Int128(latency.bars.max() ?? 0)
    let height = OutcomeChart.length(Int128(count), of: most, Self.barsHeight)
    let middle = x + step / 2
    if height > 0 { rectangle(x: x + 5, y: floor - height, width: step - 10, height: height, .solid) }
    label(count.grouped, x: middle, y: floor - height - 5, count > 0 ? "plain" : "quiet", anchor: "middle")
    for (line, words) in Self.name(bar).enumerated() {
      label(words, x: middle, y: floor + 15 + 13 * line, "quiet", anchor: "middle")
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

private let pictureWidth = 680

/// A picture that a screen reader reads out as its title and these lines.
private func picture(_ name: String, height: Int, title: String, _ lines: [String], @HTML _ body: () -> HTML) -> HTML {
  let attributes: Attributes = [
    "class": "chart", "role": "img", "viewBox": "0 0 \(pictureWidth) \(height)", "width": "\(pictureWidth)",
    "height": "\(height)", "aria-labelledby": "\(name)-title \(name)-words",
  ]
  return element("svg", attributes) {
    element("title", ["id": "\(name)-title"]) { title }
    element("desc", ["id": "\(name)-words"]) { lines.joined(separator: "; ") }
    body()
  }
}

private func rectangle(x: Int, y: Int, width: Int, height: Int, _ ink: Ink) -> HTML {
  void(
    "rect",
    [
      "x": "\(x)", "y": "\(y)", "width": "\(width)", "height": "\(height)", "fill": ink.rawValue,
      "stroke": ink == .solid ? ink.rawValue : "#3a3a3a", "stroke-width": "1",
    ]
  )
}

private func label(_ text: String, x: Int, y: Int, _ style: String, anchor: String = "start") -> HTML {
  element("text", ["x": "\(x)", "y": "\(y)", "class": style, "text-anchor": anchor]) { text }
}

private func pattern(_ name: String, size: Int, @HTML _ body: () -> HTML) -> HTML {
  element("pattern", ["id": name, "width": "\(size)", "height": "\(size)", "patternUnits": "userSpaceOnUse"], body)
}
