import IPCWorld

/// A process that does nothing else than to be the tool; a host of the library is none.
package enum ToolProcess {
  /// To be called first of all: lets the signals of a crash end the tool when somebody sends them.
  package static func begin() { ForkWorld.beginTool() }
}
