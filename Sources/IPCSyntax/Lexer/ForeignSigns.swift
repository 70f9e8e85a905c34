/// The signs of other languages, and characters that only look like ours, with what to write instead.
///
/// None of them can stand in a correct script outside of strings, commands and comments: no operand begins with the
/// second half of any of them.
enum ForeignSign {
  /// A sign, what to write for it, and the token that it is read as, so that parsing can go on.
  struct Entry {
    var sign: String
    var hint: String
    var kind: Token.Kind?
  }

  /// Signs of two and three characters, the longer ones first.
  static let entries: [Entry] = [
    Entry(sign: "===", hint: "write `==`", kind: .punctuation(.equal)),
    Entry(sign: "!==", hint: "write `!=`", kind: .punctuation(.notEqual)),
    Entry(sign: "...<", hint: "write `..<`", kind: .punctuation(.halfOpen)),
    Entry(sign: "..=", hint: "write `...`", kind: .punctuation(.ellipsis)),
    Entry(sign: "&&", hint: "write `and`", kind: .keyword(.and)),
    Entry(sign: "||", hint: "write `or`", kind: .keyword(.or)),
    Entry(sign: "<>", hint: "write `!=`", kind: .punctuation(.notEqual)),
    Entry(sign: "=<", hint: "write `<=`", kind: .punctuation(.lessOrEqual)),
    Entry(
      sign: "..",
      hint: "write `1...5` up to and with 5, `1..<5` up to but without 5",
      kind: .punctuation(.ellipsis)
    ),
    Entry(sign: "++", hint: "write `x += 1`", kind: nil),
    Entry(sign: "=+", hint: "write `+=`", kind: .punctuation(.addAssign)),
    Entry(
      sign: "<<",
      hint: "write `x * 2 ** n`; `put q, x` for a queue",
      kind: .punctuation(.star)
    ),
    Entry(sign: ">>", hint: "write `x // 2 ** n`", kind: .punctuation(.star)),
    Entry(
      sign: "??",
      hint: "write `a or b`, which is `b` when `a` is nil or false",
      kind: .keyword(.or)
    ),
    Entry(
      sign: "?:",
      hint: "write `a or b`, which is `b` when `a` is nil or false",
      kind: .keyword(.or)
    ),
    Entry(sign: "?.", hint: "write `x == nil ? nil : x.k`", kind: .punctuation(.dot)),
    Entry(sign: "::", hint: "write `.`", kind: .punctuation(.dot)),
    Entry(sign: "=~", hint: "write `contains(s, part)`", kind: .punctuation(.equal)),
    Entry(sign: "|>", hint: "write `x.f()` for `f(x)`", kind: .punctuation(.bar)),
  ]

  /// By their first byte, the signs that begin with it.
  static let byFirstByte: [[(bytes: [UInt8], entry: Entry)]] = {
    var table: [[(bytes: [UInt8], entry: Entry)]] = Array(repeating: [], count: 256)
    for entry in entries {
      let bytes = Array(entry.sign.utf8)
      table[Int(bytes[0])].append((bytes, entry))
    }
    return table
  }()

  /// Single characters that other languages or other keyboards have.
  static let characters: [Unicode.Scalar: Entry] = [
    "!": Entry(sign: "!", hint: "write `not`", kind: .keyword(.not)),
    "&": Entry(sign: "&", hint: "write `and`", kind: .keyword(.and)),
    "^": Entry(sign: "^", hint: "write `x ** n` for a power", kind: .punctuation(.power)),
    "@": Entry(sign: "@", hint: "write the name alone", kind: nil),
    "$": Entry(sign: "$", hint: "write the name alone, and `\\(name)` inside a string", kind: nil),
    "\\": Entry(
      sign: "\\",
      hint: "a line goes on by itself after an operator, after a comma and inside brackets",
      kind: nil
    ),
    "\u{2013}": Entry(sign: "\u{2013}", hint: "write `-`", kind: .punctuation(.minus)),
    "\u{2014}": Entry(sign: "\u{2014}", hint: "write `-`", kind: .punctuation(.minus)),
    "\u{2212}": Entry(sign: "\u{2212}", hint: "write `-`", kind: .punctuation(.minus)),
    "\u{00d7}": Entry(sign: "\u{00d7}", hint: "write `*`", kind: .punctuation(.star)),
    "\u{00f7}": Entry(sign: "\u{00f7}", hint: "write `/`", kind: .punctuation(.slash)),
    "\u{2260}": Entry(sign: "\u{2260}", hint: "write `!=`", kind: .punctuation(.notEqual)),
    "\u{2264}": Entry(sign: "\u{2264}", hint: "write `<=`", kind: .punctuation(.lessOrEqual)),
    "\u{2265}": Entry(sign: "\u{2265}", hint: "write `>=`", kind: .punctuation(.greaterOrEqual)),
    "\u{2192}": Entry(sign: "\u{2192}", hint: "write `=>`", kind: .punctuation(.arrow)),
    "\u{2026}": Entry(sign: "\u{2026}", hint: "write `...`", kind: .punctuation(.ellipsis)),
  ]

  /// The `&` that ends a line of a shell script.
  static let background = Entry(
    sign: "&",
    hint: "a process that was spawned runs beside this one: leave the `&` out",
    kind: nil
  )

  /// The quotes that text processors make, each with the one that closes it.
  static let quotes: [Unicode.Scalar: Set<Unicode.Scalar>] = [
    "\u{201c}": ["\u{201c}", "\u{201d}", "\""],
    "\u{201d}": ["\u{201c}", "\u{201d}", "\""],
    "\u{201e}": ["\u{201c}", "\u{201d}", "\""],
    "\u{2018}": ["\u{2018}", "\u{2019}", "'"],
    "\u{2019}": ["\u{2018}", "\u{2019}", "'"],
    "\u{ab}": ["\u{bb}"],
  ]

  /// The ASCII character whose wide form this is, as East Asian keyboards make it.
  static func narrow(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 0xff01...0xff5e: Unicode.Scalar(scalar.value - 0xfee0)
    case 0x3001: ","
    case 0x3002: "."
    default: nil
    }
  }
}
