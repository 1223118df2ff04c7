using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Attempts;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Domain.Attempts;
using Factory.Grains.Abstractions.Attempts;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class AttemptEndpoints
{
    private const int MaxEntries = 1000;
    private const int DefaultEntries = 200;

    public static void MapAttempts(this IEndpointRouteBuilder api)
    {
        var attempts = api.MapGroup("attempts").WithTags("Attempts");
        attempts.MapGet("{id}", GetAsync).WithName("GetAttempt").WithSummary("One attempt.");
        attempts.MapGet("{id}/transcript", GetTranscriptAsync)
            .WithName("GetTranscript")
            .WithSummary("The transcript of an attempt: messages and tool calls.");
    }

    private static async Task<ApiResult<AttemptView>> GetAsync(string id, IGrainFactory grains) =>
        await Grain(grains, id).Get() is { } attempt ? attempt : NotFound(id);

    private static async Task<ApiResult<TranscriptPage>> GetTranscriptAsync(
        string id, long? from, int? limit, IGrainFactory grains, ITranscriptReader transcripts, CancellationToken cancellationToken)
    {
        var start = Math.Max(1, from ?? 1);
        var size = RequestValidation.ParseLimit(limit, MaxEntries, DefaultEntries);
        if (await Grain(grains, id).Get() is null)
        {
            return NotFound(id);
        }

        var entries = await transcripts.ReadAsync(RequestValidation.ParseId<AttemptId>(id), start, size, cancellationToken);
        return new TranscriptPage(
            [.. entries.Select(e => JsonSerializer.SerializeToElement(e, FactoryJson.Options))],
            entries.Count > 0 ? entries[^1].Number + 1 : start);
    }

    private static IAttemptGrain Grain(IGrainFactory grains, string id) =>
        grains.GetGrain<IAttemptGrain>(RequestValidation.ParseId<AttemptId>(id).Value);

    private static Problem NotFound(string id) =>
        new(ErrorCodes.NotFound, $"There is no attempt {id}.", "The attempts of a task: factory task show TASK");
}
