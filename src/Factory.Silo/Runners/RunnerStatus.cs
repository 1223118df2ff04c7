namespace Factory.Silo.Runners;

/// <summary>A configured coding CLI on this machine.</summary>
/// <param name="Name">The runner's name: <c>claude</c>.</param>
/// <param name="Package">Its npm package; null when it is not on npm.</param>
/// <param name="TestedVersion">The version that its file was tested with; null when it is not on npm.</param>
/// <param name="Source">Where its program was found.</param>
/// <param name="Path">Full path of its program; null when there is none.</param>
/// <param name="Version">What <c>--version</c> prints; null when there is no program, or it does not start.</param>
/// <param name="IsTestedVersion">False when the version is another one than the tested one; true also when one of them is
/// unknown.</param>
/// <param name="Bytes">What its installation occupies; null when the factory has not installed it.</param>
/// <param name="Agents">The agents that name it.</param>
/// <param name="UsedBy">Those of them whose work it does: their first runner that this machine has.</param>
public sealed record RunnerStatus(
    string Name,
    string? Package,
    string? TestedVersion,
    RunnerSource Source,
    string? Path,
    string? Version,
    bool IsTestedVersion,
    long? Bytes,
    IReadOnlyList<string> Agents,
    IReadOnlyList<string> UsedBy);

/// <summary>Where the program of a coding CLI was found.</summary>
public enum RunnerSource
{
    /// <summary>Nowhere.</summary>
    Missing,

    /// <summary>In the data folder, where the factory has installed it.</summary>
    Installed,

    /// <summary>On the <c>PATH</c>.</summary>
    Path,
}
