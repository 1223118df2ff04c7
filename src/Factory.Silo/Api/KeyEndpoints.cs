using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Keys;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Grains.Abstractions.Keys;
using Factory.Silo.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class KeyEndpoints
{
    private const long MaxSeconds = 3650L * 24 * 3600;

    public static void MapKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("keys").WithTags("Spending");

        // No stored response needed: a repeated request fails because the name is taken.
        keys.MapPost("", CreateAsync)
            .WithName("CreateKey")
            .WithSummary("Creates a named key of the gateway; only this response contains its secret.")
            .Produces<KeyCreated>(StatusCodes.Status201Created)
            .Fails(ErrorCodes.KeyExists)
            .WithMetadata(new SecretResponseMetadata());
        keys.MapGet("", ListAsync).WithName("ListKeys").WithSummary("The named keys, revoked and expired ones included.");
        keys.MapGet("{name}", GetAsync).WithName("GetKey").WithSummary("One key.");
        keys.MapPost("{name}/revoke", RevokeAsync).WithName("RevokeKey").WithSummary("Revokes a key at once.");
    }

    private static async Task<ApiResult<KeyCreated>> CreateAsync(
        CreateKeyRequest request,
        HttpResponse response,
        IGrainFactory grains,
        IConfigSource config)
    {
        var budget = RunStarter.ParseBudget(request.BudgetUsd)
            ?? throw RequestValidation.InvalidRequest("budgetUsd is missing.", "For example: {\"name\": \"laptop\", \"budgetUsd\": 5}");
        if (request.ExpiresInSeconds is < 0 or > MaxSeconds)
        {
            throw RequestValidation.InvalidRequest(
                $"expiresInSeconds is {request.ExpiresInSeconds}; it must be 60 to {MaxSeconds}.",
                "Leave it out for a key that never expires.");
        }

        if (FindUnknownModel(request.Models, config.Current.Catalogue) is { } unknown)
        {
            return unknown;
        }

        response.Headers.CacheControl = "no-store";
        TimeSpan? expires = request.ExpiresInSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        var reply = await VirtualKeys(grains).Create(new CreateKey(request.Name ?? "", budget, expires, request.Models ?? []));
        return reply.IsAccepted() ? ApiResult<KeyCreated>.Created($"/api/keys/{reply.Value.Key.Name}", reply.Value) : reply;
    }

    // A model that the grain would reject for its form is left to it. A provider that cannot be used at the moment is
    // known all the same.
    private static Problem? FindUnknownModel(IReadOnlyList<string>? models, ModelCatalogue catalogue)
    {
        var known = catalogue.Providers.SelectMany(p => p.Models).Select(m => m.Ref.ToString()).ToHashSet(StringComparer.Ordinal);
        return models?.FirstOrDefault(m => m is not null && m.Contains('/', StringComparison.Ordinal) && !known.Contains(m)) is { } unknown
            ? new Problem(
                ErrorCodes.InvalidRequest,
                $"There is no model '{RequestValidation.Shorten(unknown)}' in models.json, so the key would open nothing.",
                "The models: factory models list")
            : null;
    }

    private static async Task<ApiResult<IReadOnlyList<KeyView>>> ListAsync(IGrainFactory grains) =>
        ApiResult<IReadOnlyList<KeyView>>.Ok(await VirtualKeys(grains).List());

    private static async Task<ApiResult<KeyView>> GetAsync(string name, IGrainFactory grains) =>
        await VirtualKeys(grains).Find(name) is { } key
            ? key
            : new Problem(ErrorCodes.NotFound, $"There is no key {RequestValidation.Shorten(name)}.", "All keys: factory key list");

    private static async Task<ApiResult<KeyView>> RevokeAsync(string name, IGrainFactory grains) => await VirtualKeys(grains).Revoke(name);

    private static IVirtualKeysGrain VirtualKeys(IGrainFactory grains) => grains.GetGrain<IVirtualKeysGrain>(IVirtualKeysGrain.Key);
}
