using Microsoft.Extensions.Options;

namespace Factory.Sandbox;

/// <summary>Reports everything that is wrong with the options at once.</summary>
internal sealed class SandboxOptionsValidator : IValidateOptions<SandboxOptions>
{
    private const long MiB = 1024 * 1024;

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, SandboxOptions options)
    {
        var problems = FindProblems(options).ToList();
        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> FindProblems(SandboxOptions options)
    {
        if (options.MaxMemoryBytes < 64 * MiB)
        {
            yield return $"{nameof(SandboxOptions.MaxMemoryBytes)} is {options.MaxMemoryBytes}; set at least {64 * MiB} (64 MiB), or no build tool can start.";
        }

        if (options.MaxDiskBytes < MiB)
        {
            yield return $"{nameof(SandboxOptions.MaxDiskBytes)} is {options.MaxDiskBytes}; set at least {MiB} (1 MiB).";
        }

        if (options.MaxTemporaryBytes < MiB)
        {
            yield return $"{nameof(SandboxOptions.MaxTemporaryBytes)} is {options.MaxTemporaryBytes}; set at least {MiB} (1 MiB).";
        }

        if (options.MaxDiskEntries < 1_000)
        {
            yield return $"{nameof(SandboxOptions.MaxDiskEntries)} is {options.MaxDiskEntries}; set at least 1000, or no checkout fits.";
        }

        if (options.MinFreeDiskBytes < 0 || options.MinFreeDiskEntries < 0)
        {
            yield return $"{nameof(SandboxOptions.MinFreeDiskBytes)} and {nameof(SandboxOptions.MinFreeDiskEntries)} cannot be negative; " +
                "set 0 to turn them off.";
        }

        if (options.CpuWeight is < 1 or > 100)
        {
            yield return $"{nameof(SandboxOptions.CpuWeight)} is {options.CpuWeight}; set 1 to 100.";
        }

        if (options.MaxProcessors is not 0 and not >= 0.1)
        {
            yield return $"{nameof(SandboxOptions.MaxProcessors)} is {options.MaxProcessors}; set at least 0.1, or 0 for all.";
        }

        foreach (var folder in options.ToolFolders.Where(f => !Path.IsPathFullyQualified(f)))
        {
            yield return $"{nameof(SandboxOptions.ToolFolders)} has '{folder}'; name each folder by its full path.";
        }
    }
}
