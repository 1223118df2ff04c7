namespace Factory.Contracts.Api;

/// <summary>The configuration in force.</summary>
/// <param name="Folder">Full path of its folder.</param>
/// <param name="LoadedAt">When it was loaded.</param>
/// <param name="ChangedFiles">Files that changed in the last reload; empty before the first.</param>
/// <param name="Problems">Errors in the current files, because of which they are not in force, one line each; empty
/// when they are.</param>
/// <param name="RestartRequired">Changes that take effect only after a restart, one line each.</param>
public sealed record ConfigView(
    string Folder,
    DateTimeOffset LoadedAt,
    IReadOnlyList<string> ChangedFiles,
    IReadOnlyList<string> Problems,
    IReadOnlyList<string> RestartRequired);
