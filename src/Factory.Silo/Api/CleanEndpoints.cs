using Factory.Contracts.Errors;
using Factory.Contracts.Retention;
using Factory.Silo.Retention;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class CleanEndpoints
{
    private const long MaxAgeSeconds = 10L * 365 * 24 * 3600;

    public static void MapClean(this IEndpointRouteBuilder api) =>
        api.MapPost("clean", CleanAsync)
            .WithTags("Silo")
            .WithName("Clean")
            .WithSummary(
                "Deletes what the retention policy no longer keeps, or lists it. Work that is in no repository only with force.");

    private static async Task<ApiResult<CleanReport>> CleanAsync(
        [FromBody] CleanRequest? request,
        [FromServices] RetentionService cleaner,
        CancellationToken cancellationToken) =>
        request?.OlderThanSeconds is < 0 or > MaxAgeSeconds
            ? new Problem(ErrorCodes.InvalidRequest, "The age must be 0 seconds to 10 years.", "Leave it out for the ages in policy.yaml.")
            : await cleaner.CleanAsync(
                request?.DryRun ?? false,
                request?.OlderThanSeconds is { } age ? TimeSpan.FromSeconds(age) : null,
                request?.Force ?? false,
                cancellationToken);
}
