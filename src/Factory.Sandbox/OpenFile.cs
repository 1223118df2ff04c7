using Factory.Sandbox.Files;

namespace Factory.Sandbox;

/// <summary>A file that a process has open.</summary>
/// <param name="Path">The link in <c>/proc</c>, which leads to the file even when it has no name.</param>
/// <param name="Status">What it is.</param>
internal readonly record struct OpenFile(string Path, FileStatus Status);
