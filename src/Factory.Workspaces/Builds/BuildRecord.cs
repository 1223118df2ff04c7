using Factory.Domain.Builds;
using Factory.Domain.Sandbox;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Result of building a tree. Written beside the build's folder, out of reach of what runs in it, and only when the build was good: it is the mark that
/// the folder is complete.
/// </summary>
/// <param name="Commit">The commit whose tree was built first.</param>
/// <param name="Tree">The tree.</param>
/// <param name="Manifest">As it was before anything ran; null when it is not valid.</param>
/// <param name="Errors">What is wrong with the manifest, or with what the build left; empty when all is well.</param>
/// <param name="Result">How the build command ended; null when there is none.</param>
/// <param name="Fingerprint">Of the folder when the build was done; null for a bad build.</param>
internal sealed record BuildRecord(
    string Commit, string Tree, ProductManifest? Manifest, IReadOnlyList<string> Errors, CommandResult? Result, string? Fingerprint = null)
{
    /// <summary>True when it can be tested and served.</summary>
    public bool IsSuccessful() => Manifest is not null && Errors.Count == 0 && Result is null or { ExitCode: 0, TimedOut: false };
}
