using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Factory.Silo.Tests.Support;

/// <summary>One method of one address that a silo has mapped.</summary>
internal sealed partial record Surface(HttpMethod Method, string Path, bool AllowsAnybody)
{
    public bool ChangesState => Method != HttpMethod.Get && Method != HttpMethod.Head;

    public static IReadOnlyList<Surface> All(IServiceProvider services) =>
        [.. from endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            from method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            select new Surface(
                new HttpMethod(method),
                Fill(endpoint.RoutePattern.RawText!),
                endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)];

    public HttpRequestMessage Request() => new(Method, Path) { Content = ChangesState ? ApiHost.Json("{}") : null };

    public override string ToString() => $"{Method} {Path}";

    private static string Fill(string pattern) => "/" + Parameter().Replace(pattern, "1").TrimStart('/');

    [GeneratedRegex("{[^}]+}")]
    private static partial Regex Parameter();
}
