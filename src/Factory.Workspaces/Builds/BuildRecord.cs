using Factory.Domain.Builds;
using Factory.Domain.Sandbox;
using Factory.Workspaces.Evidence;

namespace Factory.Workspaces.Builds;

/// <summary>
/// The result of building a tree. Only successful builds are written to disk, next to the build's folder, where the
/// commands that run in the folder cannot reach it. Its presence shows that the folder is complete.
/// </summary>
/// <param name="Commit">Full hash of the commit.</param>
/// <param name="Tree">Full hash of its tree.</param>
/// <param name="Manifest">The manifest before the build command ran; null when it is invalid.</param>
/// <param name="Errors">Errors of the manifest or of the files that the build left; empty for none.</param>
/// <param name="Result">The result of the build command; null when there is no such command.</param>
/// <param name="Fingerprint">The fingerprint of the folder after the build; null for a failed build.</param>
/// <param name="Tests">The tests that ran on it; null when that is unknown.</param>
internal sealed record BuildRecord(
    string Commit,
    string Tree,
    ProductManifest? Manifest,
    IReadOnlyList<string> Errors,
    CommandResult? Result,
    string? Fingerprint = null,
    TestCounts? Tests = null)
{
    /// <summary>Returns whether the build can be tested and served.</summary>
    public bool IsSuccessful() => Manifest is not null && Errors.Count == 0 && Result is null or { ExitCode: 0, TimedOut: false };
}
