namespace Factory.Sandbox;

/// <summary>What the files of a directory occupy.</summary>
/// <param name="Bytes">The sum of their lengths.</param>
/// <param name="IsComplete">False when part of the directory is nested too deeply to be read, so that
/// <paramref name="Bytes"/> is a lower bound.</param>
internal readonly record struct DirectorySize(long Bytes, bool IsComplete);
