using Factory.Contracts.Errors;

namespace Factory.Domain.Sandbox;

/// <summary>
/// Decides whether a command may run: always when it is isolated, otherwise only when it is trusted or the operator
/// accepted the risk.
/// </summary>
public static class SandboxPolicy
{
    /// <summary>True when a command may run.</summary>
    /// <param name="isolated">The sandbox isolates (<see cref="ISandbox.IsIsolated"/>).</param>
    /// <param name="trusted">The commands come from a provider with
    /// <see cref="Providers.ProviderDefinition.TrustedCommands"/>.</param>
    /// <param name="unsandboxed">The operator passed <c>--unsandboxed</c>.</param>
    public static bool Allows(bool isolated, bool trusted, bool unsandboxed) => isolated || trusted || unsandboxed;

    /// <summary>Throws unless a command may run.</summary>
    /// <param name="isolated">As in <see cref="Allows"/>.</param>
    /// <param name="trusted">As in <see cref="Allows"/>.</param>
    /// <param name="unsandboxed">As in <see cref="Allows"/>.</param>
    /// <param name="provider">Name of the provider whose model sent the commands, for the message.</param>
    /// <exception cref="FactoryException"><c>sandbox.missing</c>.</exception>
    public static void ThrowUnlessAllowed(bool isolated, bool trusted, bool unsandboxed, string provider)
    {
        if (!Allows(isolated, trusted, unsandboxed))
        {
            throw new FactoryException(
                ErrorCodes.SandboxMissing,
                $"Commands of {provider} cannot run: there is no sandbox on this machine.",
                "Install bubblewrap (apt-get install bubblewrap), or accept the risk with --unsandboxed.");
        }
    }
}
