using System.Globalization;
using System.Text.Json;
using Factory.Contracts.Models;
using Factory.Domain.Models;
using Factory.Domain.Providers;
using Factory.Providers.Errors;
using Factory.Providers.Http;
using Microsoft.Extensions.Options;

namespace Factory.Providers.Models;

/// <inheritdoc/>
internal sealed class ModelsChecker(IProviderAvailability providers, ProviderHttp http, IOptions<ProvidersOptions> options, TimeProvider time) : IModelsChecker
{
    private const int ShownOthers = 10;

    /// <value>How long a provider may take: 10 seconds.</value>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelsCheck>> CheckAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(providers.Providers.Select(p => CheckAsync(p, cancellationToken)));

    private async Task<ModelsCheck> CheckAsync(ProviderAvailability availability, CancellationToken cancellationToken)
    {
        var provider = availability.Provider;
        if (!availability.IsAvailable)
        {
            return NoAnswer(provider, asked: false, availability.Reason);
        }

        if (provider.Wire == WireNames.Rehearsal)
        {
            return Compare(provider, [.. provider.Models.Select(m => m.Ref.Model)]);
        }

        var key = provider.KeyVariable is { } name ? options.Value.Variable(name)?.Trim() : null;
        using var limit = new CancellationTokenSource(Limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return ProviderEndpoint.Resolve(provider, options.Value.Variable) is { } endpoint
                ? Compare(provider, await new OfferedModels(http, provider.Wire, endpoint, key).ReadAsync(either.Token))
                : NoAnswer(provider, asked: false, $"{provider.BaseUrlVariable ?? "baseUrl"} is no http or https URL");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return NoAnswer(provider, asked: true, $"did not answer within {Limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds");
        }
        catch (ProviderErrorException e)
        {
            var said = new Redaction(key).Clean(e.Message);
            return NoAnswer(provider, asked: true, $"answered {e.Status.ToString(CultureInfo.InvariantCulture)}{(said.Length == 0 ? "" : ": " + said)}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ProviderTimeoutException)
        {
            return NoAnswer(provider, asked: true, $"cannot be reached: {new Redaction(key).Clean(e.Message)}");
        }
        catch (Exception e) when (e is JsonException or InvalidDataException or InvalidOperationException or KeyNotFoundException)
        {
            return NoAnswer(provider, asked: true, "its list of models cannot be read; check that the base URL speaks the provider's wire format");
        }
    }

    private static ModelsCheck Compare(ProviderDefinition provider, IReadOnlyCollection<string> offered)
    {
        var wanted = provider.Models.Select(m => m.Ref.Model).ToList();
        var others = offered.Except(wanted, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return new ModelsCheck(provider.Name, true, null, [.. wanted.Where(offered.Contains)], [.. wanted.Where(m => !offered.Contains(m))], others.Count, [.. others.Take(ShownOthers)]);
    }

    private static ModelsCheck NoAnswer(ProviderDefinition provider, bool asked, string problem) => new(provider.Name, asked, problem, [], [], 0, []);
}
