using Factory.Domain.Models;
using Microsoft.Extensions.AI;

namespace Factory.Models.Sessions;

/// <summary>
/// Opens unmetered chats of one wire format. To add a provider that speaks a new one: 1. its name in <c>Catalogue/Wire.cs</c> and
/// <c>WireNames</c>; 2. an implementation of this; 3. a line in <c>AddFactoryModels</c>; 4. the provider in <c>models.json</c>.
/// </summary>
internal interface IChatClientSource
{
    /// <summary>The wire format.</summary>
    string Wire { get; }

    /// <summary>A chat with this model; cheap, for one attempt.</summary>
    /// <param name="notice">Is told what users should know while a call goes on, such as a wait; null for nobody.</param>
    IChatClient Open(ProviderDefinition provider, ModelDefinition model, Action<string>? notice = null);
}
