import Payments

/// How a bar is filled, as a picture says it: in black and white too, each kind looks different. The style sheet has the
/// colours, which are others in the dark.
enum Ink: String {
  /// Went well.
  case solid
  /// A definite no.
  case hatched
  /// Nobody knows.
  case dotted
  /// Did not happen.
  case hollow
}

/// Horizontal bars. They are so many parts of the page's width, and letters have their own size: the picture can be read
/// on a telephone, too.
struct BarChart {
  /// A bar, and what it stands for.
  typealias Value = (length: Int, words: String)
  typealias Group = (label: String, values: [Value], ink: Ink)

  /// The longest bar, in thousandths of the width; behind it there is room for words.
  static let lengthMax = 500
  private static let lineHeight = 19
  private static let barHeight = 13
  private static let gap = 10

  let name: String
  let title: String
  let groups: [Group]
  /// Room for the labels beside the bars; without any, they stand above.
  var labelWidth = 0

  private var isLabelAbove: Bool { labelWidth == 0 }

  /// The length of a bar in whole parts of the longest; what is more than nothing is seen.
  static func length(_ value: Int128, of most: Int128, _ width: Int = lengthMax) -> Int {
    guard value > 0, most > 0 else { return 0 }
    return max(2, Int(value * Int128(width) / most))
  }

  /// A screen reader reads it out as its title and a line for each label.
  var html: HTML {
    let lines = groups.map { "\($0.label): \($0.values.map(\.words).joined(separator: ", "))" }
    let attributes: Attributes = [
      "class": "chart", "role": "img", "width": "100%", "height": "\(groups.reduce(0) { $0 + height($1) })",
      "aria-labelledby": "\(name)-title \(name)-words",
    ]
    return element("svg", attributes) {
      element("title", ["id": "\(name)-title"]) { title }
      element("desc", ["id": "\(name)-words"]) { lines.joined(separator: "; ") }
      element("defs") {
        pattern("hatch", size: 5) { void("path", ["d": "M0 5L5 0"]) }
        pattern("dots", size: 4) { void("circle", ["cx": "2", "cy": "2", "r": "1.1"]) }
      }
      for (index, group) in groups.enumerated() { draw(group, y: groups[..<index].reduce(0) { $0 + height($1) }) }
    }
  }

  private func height(_ group: Group) -> Int {
    Self.lineHeight * (group.values.count + (isLabelAbove ? 1 : 0)) + (isLabelAbove ? Self.gap : 0)
  }

  @HTML private func draw(_ group: Group, y: Int) -> HTML {
    label(group.label, isLabelAbove ? "strong" : "quiet", y: y)
    for (index, value) in group.values.enumerated() {
      bar(value, group.ink, y: y + Self.lineHeight * (index + (isLabelAbove ? 1 : 0)))
    }
  }

  @HTML private func bar(_ value: Value, _ ink: Ink, y: Int) -> HTML {
    let width = "\(value.length / 10).\(value.length % 10)%"
    if value.length > 0 {
      let place: Attributes = [
        "class": ink.rawValue, "x": "\(labelWidth + 1)", "y": "\(y + 1)", "width": width, "height": "\(Self.barHeight)",
      ]
      void("rect", place)
    }
    label(value.words, x: width, behind: labelWidth + (value.length > 0 ? 8 : 0), y: y)
  }

  private func label(_ text: String, _ style: String? = nil, x: String = "0", behind: Int = 0, y: Int) -> HTML {
    element("text", ["class": style, "x": x, "dx": "\(behind)", "y": "\(y + 12)"]) { text }
  }

  private func pattern(_ name: String, size: Int, @HTML _ body: () -> HTML) -> HTML {
    element("pattern", ["id": name, "width": "\(size)", "height": "\(size)", "patternUnits": "userSpaceOnUse"], body)
  }
}

extension BarChart {
  /// Rows and, where there is any, money of each outcome that rows have.
  static func outcomes(_ all: [(label: String, total: Total, ink: Ink)], hasMoney: Bool) -> BarChart {
    let rowsMax = all.map(\.total.rows).max() ?? 0
    let paiseMax = all.map(\.total.paise).max() ?? 0
    let groups: [Group] = all.filter { $0.total.rows > 0 }.map { label, total, ink in
      let rows = (length(Int128(total.rows), of: Int128(rowsMax)), total.rows.rows())
      return (label, [rows] + (hasMoney ? [(length(total.paise, of: paiseMax), total.grouped)] : []), ink)
    }
    return BarChart(
      name: "outcomes",
      title: hasMoney ? "Rows and amount by outcome" : "Rows by outcome",
      groups: groups
    )
  }

  /// How many requests took how long, from the shortest time that some took to the longest.
  static func latency(_ latency: Latency) -> BarChart {
    let filled = latency.bars.indices.filter { latency.bars[$0] > 0 }
    let most = Int128(latency.bars.max() ?? 0)
    let groups: [Group] = ((filled.first ?? 0)...(filled.last ?? 0)).map { bar in
      let count = latency.bars[bar]
      return (time(bar), [(length(Int128(count), of: most), count.grouped)], .solid)
    }
    return BarChart(name: "latency", title: "Answered requests by time", groups: groups, labelWidth: 104)
  }

  /// What a bar is for: `200–500 ms`.
  private static func time(_ bar: Int) -> String {
    let ends = Latency.barMillisecondsMax
    guard bar > 0 else { return "under \(ends[0]) ms" }
    guard bar < ends.count else { return "over \(ends[bar - 1] / 1000) s" }
    return ends[bar] <= 1000
      ? "\(ends[bar - 1])–\(ends[bar]) ms" : "\(ends[bar - 1] / 1000)–\(ends[bar] / 1000) s"
  }
}
