using System.Reflection;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

/// <summary>
/// Describes the responses of endpoints for the OpenAPI document: what follows from the form of an endpoint (its
/// parameters, body and method), and the codes that it names itself with <see cref="Fails"/>.
/// </summary>
internal static class EndpointErrors
{
    /// <summary>Declares codes with which an endpoint can reject a request, beyond those of its form.</summary>
    public static RouteHandlerBuilder Fails(this RouteHandlerBuilder endpoint, params string[] codes) =>
        endpoint.WithMetadata(new FailsMetadata(codes));

    /// <summary>Adds the responses to the description of every endpoint of a group.</summary>
    public static RouteGroupBuilder DescribeErrors(this RouteGroupBuilder group)
    {
        // Finally: the parameters and the metadata of the endpoints themselves are known only then.
        ((IEndpointConventionBuilder)group).Finally(Describe);
        return group;
    }

    private static void Describe(EndpointBuilder endpoint)
    {
        foreach (var status in StatusesOf((RouteEndpointBuilder)endpoint).Distinct().Order())
        {
            endpoint.Metadata.Add(new ProducesResponseTypeMetadata(status, typeof(ApiProblem), [Problems.MediaType]));
        }

        // An endpoint that creates or redirects says so itself; the 200 is that of the type of its result.
        var successes = endpoint.Metadata.OfType<IProducesResponseTypeMetadata>().Where(m => m.StatusCode < 400).ToArray();
        foreach (var assumed in successes.Where(m => m.StatusCode == 200 && successes.Any(other => other.StatusCode != 200)))
        {
            endpoint.Metadata.Remove(assumed);
        }
    }

    private static IEnumerable<int> StatusesOf(RouteEndpointBuilder endpoint)
    {
        var metadata = endpoint.Metadata;
        var changes = metadata.OfType<IHttpMethodMetadata>().Any(m => !m.HttpMethods.Contains(HttpMethods.Get));
        var hasBody = metadata.OfType<IAcceptsMetadata>().Any();

        // The origin policy comes before everything else; the store and the grains can fail behind every endpoint.
        List<int> statuses = [403, 500, 503];
        if (!metadata.OfType<IAllowAnonymous>().Any())
        {
            statuses.Add(401);
        }

        if (hasBody || HasParameters(endpoint))
        {
            statuses.Add(400);
        }

        if (endpoint.RoutePattern.Parameters.Count > 0)
        {
            statuses.Add(404);
        }

        if (hasBody)
        {
            statuses.AddRange([413, 415]);
        }

        if (changes)
        {
            // 400 and 409: the idempotency key, which every request that changes something may carry.
            statuses.AddRange([400, 409, 507]);
        }

        return statuses.Concat(metadata.OfType<FailsMetadata>().SelectMany(m => m.Codes).Select(Problems.StatusOf));
    }

    private static bool HasParameters(RouteEndpointBuilder endpoint) =>
        endpoint.Metadata.OfType<MethodInfo>().Any(m => m.GetParameters().Any(p => IsText(p.ParameterType)));

    private static bool IsText(Type type)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare == typeof(string) || (bare.IsValueType && bare != typeof(CancellationToken));
    }

    private sealed record FailsMetadata(IReadOnlyList<string> Codes);
}
