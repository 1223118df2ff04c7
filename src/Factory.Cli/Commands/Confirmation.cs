namespace Factory.Cli.Commands;

/// <summary>Asks on a terminal; only when <see cref="CliEnvironment.CanAsk"/>.</summary>
internal static class Confirmation
{
    /// <summary>True when the answer is yes; no by default.</summary>
    public static async Task<bool> AskAsync(string question, CommandContext context)
    {
        context.Environment.Out.Write($"{question} [y/N] ");
        var answer = await context.Environment.In.ReadLineAsync(context.Environment.Interrupt);
        return answer?.Trim().ToLowerInvariant() is "y" or "yes";
    }
}
