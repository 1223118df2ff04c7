using Factory.Sandbox.Seccomp;

namespace Factory.Sandbox;

/// <summary>The optional protections of bubblewrap on this machine.</summary>
/// <param name="Filter">Restricts system calls. Always set by <see cref="SandboxProbe"/>; null only to show what it
/// prevents.</param>
/// <param name="DisableUserNamespaces">Whether the kernel, too, refuses further user namespaces. Requires bubblewrap
/// 0.8.</param>
internal sealed record BubblewrapFeatures(SeccompFilter? Filter, bool DisableUserNamespaces)
{
    private const string FilterDescriptor = "9";

    // .NET passes no descriptors on, so a shell opens the filter before it becomes bubblewrap, which closes it again.
    private const string OpenFilter = $"""exec {FilterDescriptor}<"$1"; shift; exec "$@" """;

    /// <summary>The arguments of bubblewrap.</summary>
    public IEnumerable<string> Arguments()
    {
        if (DisableUserNamespaces)
        {
            yield return "--unshare-user";
            yield return "--disable-userns";
        }

        if (Filter is not null)
        {
            yield return "--seccomp";
            yield return FilterDescriptor;
        }
    }

    /// <summary>Returns the command that runs bubblewrap.</summary>
    /// <param name="bubblewrap">Full path of <c>bwrap</c>, and its arguments.</param>
    public IReadOnlyList<string> ToCommand(IReadOnlyList<string> bubblewrap) =>
        Filter is null ? bubblewrap : ["/bin/sh", "-c", OpenFilter, "sh", Filter.Path, .. bubblewrap];
}
