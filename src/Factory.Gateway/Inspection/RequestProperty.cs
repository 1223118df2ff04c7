namespace Factory.Gateway.Inspection;

/// <summary>What a top-level property of a request means to the meter, whatever its protocol calls it.</summary>
internal enum RequestProperty
{
    /// <summary>Nothing that costs.</summary>
    Other,

    /// <summary>The model.</summary>
    Model,

    /// <summary>Whether the answer streams.</summary>
    Stream,

    /// <summary>Chat's options of a stream.</summary>
    StreamOptions,

    /// <summary>How many answers.</summary>
    Choices,

    /// <summary>The longest answer.</summary>
    MaxOutputTokens,

    /// <summary>The longest answer, under its old name.</summary>
    LegacyMaxTokens,

    /// <summary>Anthropic's thinking.</summary>
    Thinking,

    /// <summary>Gemini's object with cap, choices and thinking.</summary>
    GenerationConfig,

    /// <summary>The tools that the model may call.</summary>
    Tools,

    /// <summary>How urgent the call is, which has a price.</summary>
    ServiceTier,

    /// <summary>The conversation: pictures, files and addresses may be in it.</summary>
    Content,

    /// <summary>Input that lies at the provider: nobody here knows how much.</summary>
    ExternalInput,

    /// <summary>Costs something that models.json has no price for, unless it is null or false.</summary>
    Unpriced,

    /// <summary>Anthropic's marker for its cache.</summary>
    CacheControl,

    /// <summary>The kinds of answer; only text has a price.</summary>
    Modalities,
}
