using Factory.Contracts.Errors;

namespace Factory.Domain.Sandbox;

/// <summary>Whether a command may run: contained ones always, others only when the project itself wrote them or the operator took the risk.</summary>
public static class SandboxPolicy
{
    /// <summary>True when a command may run.</summary>
    /// <param name="contained">The sandbox really contains (<see cref="ISandbox.IsIsolated"/>).</param>
    /// <param name="trusted">The commands come from a provider with <see cref="Providers.ProviderDefinition.TrustedCommands"/>.</param>
    /// <param name="unsandboxed">The operator said <c>--unsandboxed</c>.</param>
    public static bool Allows(bool contained, bool trusted, bool unsandboxed) => contained || trusted || unsandboxed;

    /// <summary>Throws unless a command may run.</summary>
    /// <param name="who">Whose commands they are, for the message: a provider's name.</param>
    /// <exception cref="FactoryException"><c>sandbox.missing</c>.</exception>
    public static void ThrowUnlessAllowed(bool contained, bool trusted, bool unsandboxed, string who)
    {
        if (!Allows(contained, trusted, unsandboxed))
        {
            throw new FactoryException(
                ErrorCodes.SandboxMissing,
                $"Commands of {who} may not run here: there is no sandbox on this machine.",
                "Install bubblewrap (apt-get install bubblewrap), or accept the risk with --unsandboxed.");
        }
    }
}
