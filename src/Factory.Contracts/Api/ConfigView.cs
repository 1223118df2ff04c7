namespace Factory.Contracts.Api;

/// <summary>The configuration that a silo works with.</summary>
/// <param name="Folder">Full path of its folder.</param>
/// <param name="LoadedAt">Since when it is in force.</param>
/// <param name="ChangedFiles">Files that the last reload took over; empty before the first.</param>
/// <param name="Problems">Why the files as they are now are not in force, a line each; empty when they are.</param>
/// <param name="RestartRequired">What only a restart brings, a line each.</param>
public sealed record ConfigView(
    string Folder,
    DateTimeOffset LoadedAt,
    IReadOnlyList<string> ChangedFiles,
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> RestartRequired);
