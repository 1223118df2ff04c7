using Factory.Agents.Egress;
using Factory.Contracts.Attempts;
using Factory.Domain.Configuration;
using Factory.Domain.Keys;
using Factory.Domain.Metering;
using Factory.Domain.Runners;
using Factory.Domain.Sandbox;
using Factory.Domain.WorkingCopies;

namespace Factory.Agents.Runners;

/// <summary>Prepares attempts for their CLI: its home and files, its key, and what it reaches in its sandbox.</summary>
internal sealed class RunnerCommands(RunnerConnection connection, IVirtualKeyStore keys, FactoryPaths paths)
{
    /// <summary>Prepares an attempt.</summary>
    /// <param name="request">The attempt.</param>
    /// <param name="runner">The CLI.</param>
    /// <param name="copy">The working copy; null when the attempt has none.</param>
    /// <param name="egress">How it reaches the internet; null when it does not.</param>
    public RunnerCommand Prepare(AttemptRequest request, SelectedRunner runner, WorkingCopy? copy, AttemptEgress? egress)
    {
        var folder = new RunnerFolder(paths, request.Attempt);
        var model = request.Assignment.Model;
        var isNew = folder.State is null;
        var state = folder.State ?? new RunnerState(
            runner.Definition.Name,
            keys.Issue(Principal.ForAttempt(request), [model]),
            connection.ChoosePort());
        if (!isNew)
        {
            keys.Restore(state.Key, Principal.ForAttempt(request), [model]);
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [RunnerPlaceholders.Home] = folder.Home,
            [RunnerPlaceholders.Model] = model.Model,
            [RunnerPlaceholders.Provider] = model.Provider,
            [RunnerPlaceholders.Gateway] = connection.GatewayUrl(state.Port),
            [RunnerPlaceholders.Mcp] = connection.McpUrl(state.Port),
            [RunnerPlaceholders.Tools] = connection.ToolsUrl(state.Port),
            [RunnerPlaceholders.Key] = state.Key,
        };
        if (isNew)
        {
            // Only now: once the CLI has run, anything in its home can be a link to somewhere else.
            folder.WriteFiles(runner.Definition, values);
            folder.Update(_ => state);
        }

        IReadOnlyList<ForwardedSocket> sockets = runner.Definition.UsesGateway ? [connection.Forward(state.Port)] : [];
        return new RunnerCommand(runner, folder, copy, values, sockets, egress);
    }
}
