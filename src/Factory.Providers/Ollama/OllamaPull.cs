using System.Runtime.CompilerServices;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Protocols.Errors;
using Factory.Providers.Errors;
using Factory.Providers.Http;
using Factory.Providers.Models;
using OllamaSharp.Models;
using OllamaSharp.Models.Exceptions;

namespace Factory.Providers.Ollama;

/// <summary>Pulls a model to the operator's own Ollama server.</summary>
public static class OllamaPull
{
    /// <value>The name of the provider in models.json; only for messages here.</value>
    private const string ProviderName = "ollama";

    private const string DefaultAddress = "http://127.0.0.1:11434";

    /// <value>How long the server may send nothing: 5 minutes, because verifying a large file takes a while.</value>
    private static readonly TimeSpan ReadTimeout = TimeSpan.FromMinutes(5);

    /// <summary>Pulls it and reports the progress.</summary>
    /// <param name="model">Its name with or without a tag: <c>qwen3:8b</c>.</param>
    /// <param name="variable">Looks an environment variable up; <c>OLLAMA_HOST</c> is the server's address; without it
    /// the server is on this machine.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops waiting; what was pulled is kept for the next time.</param>
    /// <exception cref="FactoryException">A code that begins with <c>model.</c>: no server, no such model, or the pull
    /// was interrupted.</exception>
    public static async IAsyncEnumerable<ModelPullProgress> PullAsync(
        string model,
        Func<string, string?> variable,
        TimeProvider time,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var provider = new ProviderDefinition(ProviderName, ModelApi.OllamaChat, DefaultAddress, "OLLAMA_HOST", null, false, 1, false, []);
        var endpoint = ProviderEndpoint.Resolve(provider, variable)
            ?? throw new FactoryException(
                ErrorCodes.InvalidRequest,
                "OLLAMA_HOST is not a host, a host with port, or a URL.",
                "Set it to 127.0.0.1:11434 for a server on this machine.");
        using var handler = new ProviderHttpHandler(new SocketsHttpHandler { AllowAutoRedirect = false }, ReadTimeout, time);
        var isDone = false;
        using var ollama = new OllamaClient(handler, endpoint);
        await using var steps = ollama.PullModelAsync(new PullModelRequest { Model = model, Stream = true }, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        while (await MoveNextAsync(steps, new ModelRef(ProviderName, model), cancellationToken))
        {
            if (steps.Current is { } step)
            {
                // The end of the stream is no proof: a server that stops in the middle of a pull ends it without an
                // error.
                isDone |= step.Status == "success";
                yield return step.Total > 0
                    ? new ModelPullProgress(step.Status, step.Completed, step.Total)
                    : new ModelPullProgress(step.Status, null, null);
            }
        }

        // OllamaSharp ends a stream that its caller cancelled as if it were complete.
        cancellationToken.ThrowIfCancellationRequested();
        if (!isDone)
        {
            throw ProviderErrorMapper.Incomplete(new ModelRef(ProviderName, model));
        }
    }

    private static async Task<bool> MoveNextAsync(
        IAsyncEnumerator<PullModelResponse?> steps,
        ModelRef model,
        CancellationToken cancellationToken)
    {
        try
        {
            return await steps.MoveNextAsync();
        }
        catch (OllamaException e)
        {
            // An error in a line of the stream; the status was 200.
            throw ProviderErrorMapper.Map(
                new ProviderErrorException(500, new ProviderError(ApiErrorKind.Server, e.Message)),
                model,
                isBegun: false,
                new SecretTextScrubber(null));
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellationToken.IsCancellationRequested))
        {
            throw ProviderErrorMapper.Map(e, model, isBegun: false, new SecretTextScrubber(null));
        }
    }
}
