import Glibc

/// When the tool's messages are coloured.
enum ColourChoice: String, CaseIterable {
  case auto
  case always
  case never

  /// Returns whether to colour what goes to the descriptor.
  ///
  /// The option wins over `NO_COLOR`, this over `CLICOLOR_FORCE`, and all over what the descriptor is.
  func applies(to descriptor: Int32, environment: [(String, String)]) -> Bool {
    func value(_ name: String) -> String { environment.first { $0.0 == name }?.1 ?? "" }
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      if !value("NO_COLOR").isEmpty { return false }
      let force = value("CLICOLOR_FORCE")
      if !force.isEmpty, force != "0" { return true }
      return isatty(descriptor) == 1 && value("TERM") != "dumb"
    }
  }
}
