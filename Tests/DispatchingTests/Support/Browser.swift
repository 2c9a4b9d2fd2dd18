import Foundation
import TestSupport
import Testing

/// Chromium without a window: what people see of a page.
enum Browser {
  /// How a page looks in one way of looking at it.
  struct Look: Decodable {
    /// `390 dark`.
    let frame: String
    let width: Int
    let isDark: Bool
    /// Elements that have words of their own.
    let texts: Int
    /// What a person would mind: words that are hard to read, and what is cut, beyond the edge, or from elsewhere.
    let faults: [String]
  }

  /// Nil where there is none: what distributions have as a snap alone does not start in a container.
  private static let path = ["/usr/bin/chromium", "/usr/bin/google-chrome"].first(where: isThere)
  private static let reader = "/usr/bin/pdftotext"

  /// Whether pages can be looked at here.
  static var isInstalled: Bool { path != nil && isThere(reader) }

  private static func isThere(_ program: String) -> Bool { FileManager.default.isExecutableFile(atPath: program) }

  /// A page of A4 between its margins, at 96 pixels an inch.
  private static let paperWidth = 680

  /// Shows a page as widely as a telephone, a tablet and a desk do, each in the light and in the dark, and on paper.
  static func looks(at page: String) async throws -> [Look] {
    let screens = [390, 768, 1280].flatMap { width in
      ["light", "dark"].map { frame("\(width) \($0)", width, $0, page) }
    }
    let paper = frame("paper", paperWidth, "light", page.replacing("@media print", with: "@media all"))
    let folder = try Folder(isOnDisk: true)
    let frames = (screens + [paper]).joined()
    try folder.write(
      "<!DOCTYPE html><meta charset=\"utf-8\"><body>\(frames)<script>\(script)</script>",
      to: "look.html"
    )
    let shown = try await run(["--dump-dom", "--hide-scrollbars", "file://\(folder["look.html"])"], folder)
    let verdict = try #require(shown.firstMatch(of: /(?s)<pre id="verdict">(.*?)<\/pre>/), "\(shown)").output.1
    return try JSONDecoder().decode([Look].self, from: Data(base64Encoded: String(verdict)) ?? Data())
  }

  /// The words on each page of paper.
  static func print(_ page: String) async throws -> [String] {
    let folder = try Folder(isOnDisk: true)
    try folder.write(page, to: "page.html")
    let file = folder["page.pdf"]
    _ = try await run(["--no-pdf-header-footer", "--print-to-pdf=\(file)", "file://\(folder["page.html"])"], folder)
    let reading = try Running(reader, [file, "-"], environment: [:], folder: folder.path)
    // Each page ends with a form feed.
    return try await reading.ended().stdout.split(separator: "\u{C}").map(String.init)
  }

  private static func run(_ arguments: [String], _ folder: Folder) async throws -> String {
    let options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    let running = try Running(
      try #require(path),
      options + ["--user-data-dir=\(folder["profile"])"] + arguments,
      environment: ["HOME": folder.path, "PATH": "/usr/bin:/bin"],
      folder: folder.path
    )
    let ended = try await running.ended()
    try #require(ended.status == 0, "\(ended.stderr)")
    return ended.stdout
  }

  /// What is in it prefers the colours that it has itself.
  private static func frame(_ name: String, _ width: Int, _ scheme: String, _ page: String) -> String {
    let source = page.replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
    let style = "width:\(width)px;height:900px;border:0;color-scheme:\(scheme)"
    return "<iframe id=\"\(name)\" style=\"\(style)\" srcdoc=\"\(source)\"></iframe>"
  }

  /// Looks into every frame from outside: the page runs no script, and it is not changed. Contrast is that of WCAG 2.
  private static let script = #"""
    const brightness = colour => colour.slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
      .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
    const contrast = (one, other) => {
      const [dark, bright] = [brightness(one), brightness(other)].sort((a, b) => a - b);
      return (bright + 0.05) / (dark + 0.05);
    };
    const colour = text => [...text.match(/[\d.]+/g).map(Number), 1];
    const behind = (element, view) => {
      for (let e = element; e; e = e.parentElement) {
        const found = colour(view.getComputedStyle(e).backgroundColor);
        if (found[3] > 0) return found;
      }
      return [255, 255, 255, 1];
    };
    const inks = (element, style, view) => {
      const isWritten = [...element.childNodes].some(n => n.nodeType === 3 && n.data.trim());
      const label = view.getComputedStyle(element, "::before");
      return [
        ...isWritten ? [element instanceof view.SVGElement ? style.fill : style.color] : [],
        ...["none", "normal"].includes(label.content) ? [] : [label.color],
      ];
    };
    const look = frame => {
      const [view, page, faults] = [frame.contentWindow, frame.contentDocument, []];
      const width = page.documentElement.clientWidth;
      let texts = 0;
      for (const element of page.querySelectorAll("html, body, body *")) {
        const [box, style] = [element.getBoundingClientRect(), view.getComputedStyle(element)];
        if (!box.width || !box.height) continue;
        const fault = what => faults.push(`${what}: ${element.localName} ${element.textContent.slice(0, 80)}`);
        if (box.left < -0.5 || box.right > width + 0.5) fault(`from ${box.left} to ${box.right}`);
        if (element.scrollWidth > element.clientWidth + 1 && element.clientWidth) fault("wider than its place");
        const colours = inks(element, style, view);
        if (colours.length) texts += 1;
        for (const ink of colours) {
          const found = contrast(colour(ink), behind(element, view));
          if (!(found >= 4.5)) fault(`contrast ${found}`);
        }
      }
      for (const entry of view.performance.getEntriesByType("resource")) faults.push(`asks for ${entry.name}`);
      const isDark = view.matchMedia("(prefers-color-scheme: dark)").matches;
      return { frame: frame.id, width, isDark, texts, faults };
    };
    addEventListener("load", () => {
      const text = JSON.stringify([...document.querySelectorAll("iframe")].map(look));
      const bytes = new TextEncoder().encode(text);
      document.body.innerHTML = '<pre id="verdict"></pre>';
      document.body.firstChild.textContent = btoa(Array.from(bytes, b => String.fromCharCode(b)).join(""));
    });
    """#
}
