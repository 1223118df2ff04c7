global using Factory.Contracts.Ids;
global using Factory.Grains.Placement;
global using Factory.Grains.Outbox;
global using Orleans;
global using Orleans.Runtime;
