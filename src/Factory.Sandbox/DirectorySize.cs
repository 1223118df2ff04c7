namespace Factory.Sandbox;

/// <summary>What the entries of a directory occupy.</summary>
/// <param name="Bytes">The disk blocks of all entries, in bytes.</param>
/// <param name="Length">The sum of the lengths of the files, in bytes. Larger than <paramref name="Bytes"/> when files
/// have holes.</param>
/// <param name="Entries">The number of files, directories, links and others.</param>
/// <param name="IsComplete">False when part of the directory is nested too deeply or closed, so that the others are lower
/// bounds.</param>
internal readonly record struct DirectorySize(long Bytes, long Length, long Entries, bool IsComplete);
