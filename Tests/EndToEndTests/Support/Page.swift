import Foundation

/// A page of the documentation, as far as it can be done: commands to type, files to write, tables to compare.
struct Page {
  struct Block {
    /// The heading above it.
    let section: String
    let language: String
    fileprivate(set) var lines: [String] = []
    /// Blanks before each line, in a list.
    fileprivate var indent = 0

    /// Which file it is, as its first line says: `-- roles.sql`, `# ~/.pgpass`.
    var file: String? { lines.first?.wholeMatch(of: /(?:--|#) (\S+\.?\w+)/)?.output.1.description }
    var text: String { lines.map { $0 + "\n" }.joined() }

    /// What is typed behind `$ `, each with what is printed then.
    var steps: [Tour.Step] {
      var steps: [Tour.Step] = []
      for line in lines {
        if line.hasPrefix("$ ") {
          steps.append(Tour.Step(command: String(line.dropFirst(2)), printed: ""))
        } else if let last = steps.indices.last {
          steps[last].printed += "\(line)\n"
        }
      }
      return steps
    }
  }

  let text: String
  let blocks: [Block]

  init(_ name: String) throws {
    let file = Tour.project.appending(path: "Sources/aopbatch/Documentation.docc/\(name).md")
    text = try String(contentsOf: file, encoding: .utf8)
    var (blocks, section, isOpen): ([Block], String, Bool) = ([], "", false)
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let bare = line.drop { $0 == " " }
      if isOpen, bare == "```" {
        isOpen = false
      } else if isOpen {
        let last = blocks.count - 1
        blocks[last].lines.append(String(line.dropFirst(blocks[last].indent)))
      } else if bare.hasPrefix("```") {
        isOpen = true
        let language = String(bare.dropFirst(3))
        blocks.append(Block(section: section, language: language, indent: line.count - bare.count))
      } else if line.hasPrefix("#") {
        section = String(line.drop { $0 == "#" || $0 == " " })
      }
    }
    self.blocks = blocks
  }
}
