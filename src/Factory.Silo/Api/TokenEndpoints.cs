using Factory.Contracts.Api;
using Factory.Silo.Access;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static partial class TokenEndpoints
{
    public static void MapToken(this IEndpointRouteBuilder api) =>
        api.MapPost("token/rotate", Rotate)
            .WithTags("Silo")
            .WithName("RotateToken")
            .WithSummary("Replaces the access token. The old one stops working at once; the new one is in the data folder.");

    private static ApiResult<TokenRotated> Rotate([FromServices] AccessTokenStore tokens, TimeProvider time, ILogger<AccessTokenStore> log)
    {
        tokens.Rotate();
        LogRotated(log);
        return new TokenRotated(time.GetUtcNow());
    }
}
