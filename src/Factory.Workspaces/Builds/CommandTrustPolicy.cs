using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Repositories;
using Factory.Domain.Sandbox;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;
using Microsoft.Extensions.Options;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Decides whether the commands of a product may run on this machine: always in a sandbox; without one, only when every
/// model that contributed to the commit's history is trusted. Commits that name no model are the operator's own.
/// </summary>
internal sealed class CommandTrustPolicy(
    GitCommand git,
    MirrorRepository mirror,
    ISandbox sandbox,
    IOptions<SandboxOptions> options,
    IConfigSource config)
{
    /// <summary>Throws when the commands of a commit must not run.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>sandbox.missing</c>.</exception>
    public async Task EnsureAllowedAsync(ProductRef product, string commit, CancellationToken cancellationToken)
    {
        // Read from the history each time and not remembered anywhere: a data folder that is moved to a machine without
        // a sandbox, or a model that loses its trust, then takes effect at once.
        if (SandboxPolicy.Allows(sandbox.IsIsolated, trusted: false, options.Value.Unsandboxed))
        {
            return;
        }

        var models = await git.RunCheckedAsync(
            (await mirror.OpenAsync(product)).Mirror,
            ["log", $"--format=%(trailers:key={CommitMessage.ModelTrailer},valueonly)", commit],
            cancellationToken);
        foreach (var model in models.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Distinct())
        {
            SandboxPolicy.ThrowUnlessAllowed(sandbox.IsIsolated, IsTrusted(model), options.Value.Unsandboxed, model);
        }
    }

    private bool IsTrusted(string model)
    {
        var provider = model.Split('/')[0];
        return config.Current.Catalogue.Providers.Any(p => p.Name == provider && p.TrustedCommands);
    }
}
