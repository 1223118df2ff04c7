using System.CommandLine;
using System.CommandLine.Completions;
using Factory.Client;

namespace Factory.Cli.Commands;

/// <summary>
/// Completes existing ids. It queries a running factory with a short time limit, because the shell waits for the
/// answer.
/// </summary>
internal sealed class IdCompletions(GlobalOptions global, CliEnvironment environment)
{
    private const int MaxSuggestions = 30;

    private static readonly TimeSpan QueryTimeout = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Completes every argument and option that takes an id, in this command and all its subcommands.
    /// </summary>
    public void AttachTo(Command command)
    {
        foreach (var argument in command.Arguments)
        {
            if (SourceFor(argument.Name) is { } source)
            {
                argument.CompletionSources.Add(source);
            }
        }

        foreach (var option in command.Options)
        {
            if (SourceFor(option.HelpName?.ToLowerInvariant()) is { } source)
            {
                option.CompletionSources.Add(source);
            }
        }

        foreach (var verb in command.Subcommands)
        {
            AttachTo(verb);
        }
    }

    // By the name of an argument and the HelpName of an option: renaming one of them in a command ends its completion
    // without any error.
    private Func<CompletionContext, IEnumerable<string>>? SourceFor(string? name) => name switch
    {
        "run" => Runs,
        "task" => Tasks,
        "approval" => Approvals,
        "product" => Products,
        _ => null,
    };

    private string[] Runs(CompletionContext context) =>
        Query(
            context,
            async (client, stop) =>
                (await client.ListRunsAsync(limit: MaxSuggestions, cancellationToken: stop)).Items.Select(r => r.Id.Value));

    private string[] Tasks(CompletionContext context) =>
        Query(
            context,
            async (client, stop) =>
                (await client.ListTasksAsync(limit: MaxSuggestions, cancellationToken: stop)).Items.Select(t => t.Id.Value));

    private string[] Products(CompletionContext context) =>
        Query(context, async (client, stop) => (await client.ListProductsAsync(stop)).Take(MaxSuggestions).Select(p => p.Name));

    private string[] Approvals(CompletionContext context) =>
        Query(
            context,
            async (client, stop) =>
                (await client.ListApprovalsAsync(
                    Contracts.Approvals.ApprovalStatus.Pending,
                    limit: MaxSuggestions,
                    cancellationToken: stop)).Items.Select(a => a.Id.Value));

    private string[] Query(CompletionContext context, Func<FactoryClient, CancellationToken, Task<IEnumerable<string>>> ask)
    {
        try
        {
            return Task.Run(() => QueryAsync(global.Read(context.ParseResult, environment), ask)).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is FactoryException or OperationCanceledException)
        {
            // No factory, or a slow one: a completion has no way to report an error, so nothing is suggested.
            return [];
        }
    }

    private async Task<string[]> QueryAsync(GlobalSettings settings, Func<FactoryClient, CancellationToken, Task<IEnumerable<string>>> ask)
    {
        using var limit = new CancellationTokenSource(QueryTimeout, environment.Time);

        // Zero: a silo that is starting is not waited for, because the operator has pressed Tab and sees nothing.
        if (await SiloLocator.FindAsync(settings.Data, TimeSpan.Zero, environment.Time, limit.Token) is not { } silo)
        {
            return [];
        }

        using var client = new FactoryClient(silo.Silo.Url, silo.Token);
        return [.. await ask(client, limit.Token)];
    }
}
