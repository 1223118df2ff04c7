using Factory.Cli.Output;
using Factory.Client;

namespace Factory.Cli.Silos;

/// <summary>Tells a silo that is slow from one that is down.</summary>
internal static class UnreachableSilo
{
    // It is up already, and the log is named anyway.
    private static readonly string[] UselessHints = ["factory up", "factory logs"];

    /// <summary>
    /// The problem of a failed command. When the silo did not answer although its process is running, the advice to
    /// start one would be wrong: most likely its disk is slow.
    /// </summary>
    public static Problem Explain(FactoryException error, GlobalSettings settings)
    {
        var hint = error.Hint is null ? null : CommandHint.WithDataOption(error.Hint, settings);
        if (error.Code != ErrorCodes.SiloUnreachable || !error.Retryable || !IsRunning(settings.Data))
        {
            return new Problem(error.Code, error.Message, hint);
        }

        var advice = hint is null || UselessHints.Any(h => hint.Contains(h, StringComparison.Ordinal)) ? "Try again" : hint.TrimEnd('.');
        return new Problem(
            error.Code,
            $"{error.Message} Its process is running, so it is busy or its disk is slow.",
            $"{advice}; see why with: factory logs{settings.DataOption}");
    }

    private static bool IsRunning(string dataFolder)
    {
        try
        {
            return SiloLocator.IsLocked(dataFolder);
        }
        catch (FactoryException)
        {
            // The folder belongs to another user: nothing can be said about its silo.
            return false;
        }
    }
}
