using Factory.Domain.Configuration;
using Factory.Domain.Repositories;
using Factory.Domain.Sandbox;
using Factory.Sandbox;
using Factory.Workspaces.Git;
using Factory.Workspaces.Repositories;
using Microsoft.Extensions.Options;

namespace Factory.Workspaces.Builds;

/// <summary>
/// Whether a product's own commands may run here: in a sandbox always; without one only when every model that the commits name is trusted. Commits without a
/// model are the operator's own. Looked up in the history each time, so a data folder that moves to a machine without a sandbox runs nothing it should not.
/// </summary>
internal sealed class CommandTrustPolicy(GitCommand git, ISandbox sandbox, IOptions<SandboxOptions> options, IConfigSource config)
{
    /// <summary>Throws unless they may run.</summary>
    /// <exception cref="Factory.Contracts.Errors.FactoryException"><c>sandbox.missing</c>.</exception>
    public async Task EnsureAllowedAsync(MirrorPaths places, string commit, CancellationToken cancellationToken)
    {
        if (SandboxPolicy.Allows(sandbox.IsIsolated, trusted: false, options.Value.Unsandboxed))
        {
            return;
        }

        var models = await git.RunCheckedAsync(
            places.Mirror, ["log", $"--format=%(trailers:key={CommitMessage.ModelTrailer},valueonly)", commit], cancellationToken);
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
