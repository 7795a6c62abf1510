// Turns the common :names: of emoji into their characters.

const TABLE = `
grinning 😀|smiley 😃|smile 😄|grin 😁|laughing 😆|satisfied 😆|sweat_smile 😅|joy 😂|rolling_on_the_floor_laughing 🤣|slightly_smiling_face 🙂
upside_down_face 🙃|wink 😉|blush 😊|innocent 😇|heart_eyes 😍|star-struck 🤩|kissing_heart 😘|yum 😋|stuck_out_tongue 😛|zany_face 🤪
hugging_face 🤗|thinking_face 🤔|zipper_mouth_face 🤐|face_with_raised_eyebrow 🤨|neutral_face 😐|expressionless 😑|no_mouth 😶|smirk 😏
unamused 😒|face_with_rolling_eyes 🙄|grimacing 😬|relieved 😌|pensive 😔|sleepy 😪|sleeping 😴|mask 😷|face_with_thermometer 🤒
face_with_head_bandage 🤕|nauseated_face 🤢|sneezing_face 🤧|hot_face 🥵|cold_face 🥶|dizzy_face 😵|exploding_head 🤯|partying_face 🥳|sunglasses 😎
nerd_face 🤓|face_with_monocle 🧐|confused 😕|worried 😟|slightly_frowning_face 🙁|open_mouth 😮|astonished 😲|flushed 😳|pleading_face 🥺
cry 😢|sob 😭|scream 😱|disappointed 😞|sweat 😓|weary 😩|tired_face 😫|yawning_face 🥱|triumph 😤|rage 😡|angry 😠|skull 💀|ghost 👻|robot_face 🤖
wave 👋|raised_hand ✋|hand ✋|ok_hand 👌|v ✌️|crossed_fingers 🤞|point_left 👈|point_right 👉|point_up_2 👆|point_down 👇|point_up ☝️
+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|fist ✊|clap 👏|raised_hands 🙌|open_hands 👐|handshake 🤝|pray 🙏|writing_hand ✍️|muscle 💪|eyes 👀
heart ❤️|orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|black_heart 🖤|white_heart 🤍|broken_heart 💔|100 💯
boom 💥|dizzy 💫|sweat_drops 💦|zzz 💤|speech_balloon 💬|thought_balloon 💭|busts_in_silhouette 👥|bust_in_silhouette 👤
sunny ☀️|partly_sunny ⛅|cloud ☁️|rain_cloud 🌧️|snowflake ❄️|zap ⚡|rainbow 🌈|fire 🔥|star ⭐|star2 🌟|sparkles ✨|droplet 💧|ocean 🌊
sunrise 🌅|crescent_moon 🌙|new_moon_with_face 🌚|earth_americas 🌎|earth_africa 🌍|earth_asia 🌏|palm_tree 🌴|desert_island 🏝️|seedling 🌱|evergreen_tree 🌲|herb 🌿|four_leaf_clover 🍀|maple_leaf 🍁
dog 🐶|cat 🐱|fox_face 🦊|bear 🐻|panda_face 🐼|penguin 🐧|turtle 🐢|snail 🐌|bug 🐛|bee 🐝|butterfly 🦋|unicorn_face 🦄|octopus 🐙|whale 🐳
apple 🍎|banana 🍌|avocado 🥑|pizza 🍕|hamburger 🍔|taco 🌮|cookie 🍪|cake 🍰|birthday 🎂|doughnut 🍩|coffee ☕|tea 🍵|beer 🍺|beers 🍻|clinking_glasses 🥂
tada 🎉|confetti_ball 🎊|balloon 🎈|gift 🎁|trophy 🏆|medal 🏅|first_place_medal 🥇|dart 🎯|soccer ⚽|basketball 🏀|video_game 🎮|art 🎨|musical_note 🎵|guitar 🎸
rocket 🚀|airplane ✈️|car 🚗|bus 🚌|bike 🚲|ship 🚢|construction 🚧|rotating_light 🚨|traffic_light 🚥|house 🏠|office 🏢|hospital 🏥|school 🏫|world_map 🗺️
computer 💻|keyboard ⌨️|phone ☎️|telephone ☎️|iphone 📱|battery 🔋|bulb 💡|wrench 🔧|hammer 🔨|hammer_and_wrench 🛠️|gear ⚙️|link 🔗|paperclip 📎|pushpin 📌|round_pushpin 📍
lock 🔒|unlock 🔓|key 🔑|mag 🔍|calendar 📆|date 📅|spiral_calendar_pad 🗓️|clipboard 📋|memo 📝|pencil 📝|pencil2 ✏️|book 📖|books 📚|newspaper 📰|bookmark 🔖|file_folder 📁|package 📦
email 📧|envelope ✉️|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤|mailbox 📫|loudspeaker 📢|mega 📣|bell 🔔|no_bell 🔕|speaker 🔈|hourglass ⌛|hourglass_flowing_sand ⏳
alarm_clock ⏰|stopwatch ⏱️|watch ⌚|clock1 🕐|clock8 🕗|clock9 🕘|clock10 🕙|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|moneybag 💰|credit_card 💳
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|negative_squared_cross_mark ❎|heavy_multiplication_x ✖️|warning ⚠️|no_entry ⛔|no_entry_sign 🚫|octagonal_sign 🛑|bangbang ‼️
question ❓|grey_question ❔|exclamation ❗|grey_exclamation ❕|information_source ℹ️|o ⭕|recycle ♻️|infinity ♾️|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrows_counterclockwise 🔄|back 🔙
heavy_plus_sign ➕|heavy_minus_sign ➖|red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫
large_green_square 🟩|large_red_square 🟥|large_yellow_square 🟨|small_blue_diamond 🔹|small_orange_diamond 🔸|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|checkered_flag 🏁|triangular_flag_on_post 🚩|white_flag 🏳️
raising_hand 🙋|person_frowning 🙍|shrug 🤷|facepalm 🤦|technologist 🧑‍💻|family 👪|baby 👶|brain 🧠|ear 👂|umbrella ☂️|thermometer 🌡️|pill 💊|syringe 💉|test_tube 🧪|microscope 🔬|broom 🧹|shield 🛡️|crystal_ball 🔮`;

const KNOWN = new Map(
  TABLE.split(/[|\n]/).filter(Boolean).map((pair) => {
    const space = pair.lastIndexOf(" ");
    return [pair.slice(0, space), pair.slice(space + 1)];
  }),
);

/** The character for a name (a skin tone after :: is dropped), or null if the name is not known here. */
export const emoji = (name) => KNOWN.get(name.split("::")[0]) ?? null;

/** Plain text with its :names: replaced, as Slack does in plain_text objects. */
export const withEmoji = (text) => text.replace(/:([a-z0-9_+'-]+):/g, (whole, name) => emoji(name) ?? whole);
