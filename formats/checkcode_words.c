#include "formats/checkcode.h"

#include <string.h>

/* The lists, a blank between words. Source: checkcode.txt, 7. */
static const char even[] =
    "acorn amber anchor anvil apron autumn badger bagpipe bamboo barley "
    "basket beacon beaver beetle bishop blizzard blossom bobbin bonfire "
    "bramble breakfast bridle buckle butler cabbage cabin cactus camel "
    "candle canvas canyon cargo carpet cedar cello cherry chestnut "
    "chimney circus clover cobalt cockpit coffee collar compass copper "
    "cotton cowboy cricket crimson crystal curtain cushion daisy denim "
    "dentist dinner doctor dolphin donkey dragon drummer eagle engine "
    "eyebrow fabric falcon farmer feather fender ferret fiddle flannel "
    "fleece footpath forest fossil fountain furnace gallop garden "
    "garlic giraffe glacier goblet granite gravel grocer grotto guitar "
    "hammock harvest helmet herring hornet hostel iceberg igloo inkwell "
    "insect jaguar jasmine jersey jester jigsaw juggler kayak kennel "
    "kidney kitchen lagoon lantern lattice laundry lemon lilac limpet "
    "linen lobster locket magnet mammoth marble margin meadow mermaid "
    "midday minstrel mirror mitten morning mortar muffin mushroom "
    "mustard napkin nickel noodle nugget nutmeg oatmeal ocean olive "
    "onion orchard ostrich otter package palace panther paper parcel "
    "parrot parsnip pasture peanut pebble pencil petal phoenix picnic "
    "pigeon piglet pillow pirate plaster plumber pollen pony porridge "
    "portrait powder prairie pretzel primrose proverb pudding pumpkin "
    "puppet purple quarry rabbit radish raisin razor reptile rhubarb "
    "ribbon river rowboat rubber saffron salad sandal sapling satchel "
    "saucer scholar scissors scooter seagull seaweed sentry shepherd "
    "sherbet shovel signal slipper snowman spanner spider spinach "
    "squirrel stable sticker stirrup stocking sunset swallow sweater "
    "tadpole tailor tanker teapot temple thimble thunder tinsel tractor "
    "treasure trellis tripod trombone truffle trumpet tugboat tulip "
    "turkey twilight umpire vineyard vulture waistcoat walnut wardrobe "
    "weasel whirlwind whistle window wizard wombat woodland workshop "
    "yogurt zebra zigzag";
static const char odd[] =
    "acrobat adventure albatross almanac alphabet ambulance ancestor "
    "animal antelope appetite apricot armada artichoke assembly "
    "astronaut athletic avenue bachelor bakery banana banister bicycle "
    "blackberry bluebottle boomerang botany brigadier broccoli buffalo "
    "bulletin bungalow burgundy buttercup cabaret calculus calendar "
    "canary cantaloupe capital cardigan carousel casserole catalogue "
    "cathedral celery charity chemistry cinema cinnamon citizen "
    "clarinet coconut colony comedy condiment confetti cormorant "
    "cosmonaut crocodile crucible cucumber currency cylinder daffodil "
    "detective diagram diploma director discover dishwasher dominoes "
    "dynamite editor elephant embassy emerald emperor energy episode "
    "equator espresso evergreen example explorer factory faculty "
    "festival fisherman flamingo foliage formula gasoline gazetteer "
    "gondola gorilla grasshopper habitat harmony harpsichord hazelnut "
    "helium heritage hexagon hibiscus hickory holiday horizon hospital "
    "hyacinth hydrogen industry injection innkeeper instrument interval "
    "inventor isotope jamboree javelin jellyfish journalist jubilee "
    "juniper kangaroo kerosene kilogram kingfisher lavender leverage "
    "library limousine lollipop lullaby luminous magazine magician "
    "majesty mandolin manuscript marathon marigold marmalade "
    "masterpiece medallion melody mercury microphone minaret minotaur "
    "motorbike mountaineer museum mystery narrator newspaper "
    "nightingale nitrogen nostalgia noticeboard november nursery "
    "obelisk objective octagon octopus optician ornament overture "
    "oxygen pacifist paprika papyrus parachute pavilion pedestal "
    "pelican pendulum peppermint percussion performer periscope piccolo "
    "pineapple plantation platinum policy polygon porcupine professor "
    "promenade quizmaster rainwater recorder referee regatta rivalry "
    "rosemary rotation royalty satellite saxophone scorpion sediment "
    "semaphore september serenade seventy shoemaker skeleton solitude "
    "sombrero somersault soprano sorcerer spaghetti spectacle stadium "
    "stalagmite strawberry submarine sunflower sycamore syllable "
    "symphony tablecloth talisman tangerine tapestry telegraph tentacle "
    "thermostat tomato tornado trampoline triangle turbulence "
    "turpentine tuxedo umbrella uniform utensil valentine vanilla "
    "vehicle veranda vertebra veteran vitamin volcano waterfall "
    "weatherman wheelbarrow wilderness xylophone yesterday zeppelin";

const char *
checkcode_word(unsigned place, uint8_t value, size_t *len)
{
	const char *at = place % 2 == 0 ? even : odd;

	for (; value > 0; value--)
		at = strchr(at, ' ') + 1;
	*len = strcspn(at, " ");
	return at;
}
