namespace Factory.Gateway.Inspection;

/// <summary>What a top-level property of a request means for its cost, independent of its name in each API.</summary>
internal enum RequestProperty
{
    /// <summary>Does not affect the cost.</summary>
    Plain,

    /// <summary>The model.</summary>
    Model,

    /// <summary>Whether the response streams.</summary>
    Stream,

    /// <summary>Chat's <c>stream_options</c>.</summary>
    StreamOptions,

    /// <summary>How many answers are requested.</summary>
    Choices,

    /// <summary>The output limit.</summary>
    MaxOutputTokens,

    /// <summary>The output limit under its old name.</summary>
    LegacyMaxTokens,

    /// <summary>Anthropic's thinking.</summary>
    Thinking,

    /// <summary>Gemini's <c>generationConfig</c>.</summary>
    GenerationConfig,

    /// <summary>The tools that the model may call.</summary>
    Tools,

    /// <summary>Service tier, speed or region, which change the price.</summary>
    ServiceTier,

    /// <summary>The messages, which may contain images, files and URLs.</summary>
    Content,

    /// <summary>Refers to input that is stored at the provider, of unknown size.</summary>
    ExternalInput,

    /// <summary>Costs something that models.json has no price for, unless the value is empty or false.</summary>
    Unpriced,

    /// <summary>As <see cref="Unpriced"/>, but an empty object switches it on.</summary>
    UnpricedSwitch,

    /// <summary>A count that has no price above 1.</summary>
    UnpricedCount,

    /// <summary>A conversation at the provider, which a request begins or continues.</summary>
    Thread,

    /// <summary>What is removed from the conversation, or replaced by a summary that the provider generates.</summary>
    Compaction,

    /// <summary>A summary of the conversation that the provider generates, unless the value is empty.</summary>
    Summary,

    /// <summary>Fields of another API, which are not inspected.</summary>
    ExtraBody,

    /// <summary>A budget for reasoning in tokens.</summary>
    ThinkingBudget,

    /// <summary>Anthropic's marker for its cache.</summary>
    CacheControl,

    /// <summary>The output modalities; only text has a price.</summary>
    Modalities,

    /// <summary>How OpenAI's models reason; one of the modes has a price of its own.</summary>
    Reasoning,

    /// <summary>Can make the input longer than what is sent: up to the whole context.</summary>
    LongerInput,
}
