using Factory.Contracts.Errors;
using Factory.Gateway.Calls;
using Factory.Gateway.Errors;
using Factory.Gateway.Inspection;

namespace Factory.Gateway.Models;

/// <summary>Removes the candidates that must not get a request because of what is in it.</summary>
internal static class CandidateRules
{
    /// <summary>Applies the rules.</summary>
    /// <param name="candidates">At least one, best first.</param>
    /// <param name="inspection">The request.</param>
    /// <returns>At least one candidate, or why there is none.</returns>
    public static (IReadOnlyList<UpstreamCandidate> Candidates, GatewayError? Error) Apply(
        IReadOnlyList<UpstreamCandidate> candidates,
        RequestInspection inspection)
    {
        if (inspection.HasProviderState)
        {
            // Another provider does not have it, and would answer without the history or not at all.
            var owner = candidates[0].Connection.Provider.Name;
            candidates = [.. candidates.Where(candidate => candidate.Connection.Provider.Name == owner)];
        }

        if (!inspection.HasRemoteAddress)
        {
            return (candidates, null);
        }

        // A server on this machine reaches addresses that the client must not: other services on loopback, and those of
        // the network that the machine is in.
        IReadOnlyList<UpstreamCandidate> remote = [.. candidates.Where(candidate => !candidate.BaseUri.IsLoopback)];
        return remote.Count > 0
            ? (remote, null)
            : ([], new GatewayError(
                GatewayErrorKind.BadRequest,
                $"The provider '{candidates[0].Connection.Provider.Name}' is on this machine and gets no addresses to fetch and no " +
                "'extra_body': send images as data: URLs, and files as text.",
                ErrorCodes.InvalidRequest));
    }
}
