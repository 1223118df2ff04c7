global using Factory.Contracts.Ids;
global using Factory.Grains.Placement;
global using Factory.Grains.Waking;
global using Orleans;
global using Orleans.Runtime;
